import { DeleteFunctionCommand, GetFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { isRecorded, type RecordedKey } from '../recordings.fixture.js';
import { accountId, fn, region, startTestLambda } from '../test-lambda.fixture.js';
import { arn, describeRows, type Row, violates } from './control-rows.fixture.js';

const validation = 'api::TestLambdaFunction::test_function_name_and_qualifier_validation';
const pattern =
  'Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?';
const long = 'a'.repeat(129);

/** The recorded name and qualifier checks: which input, for which of the operations. */
const nameRows: Row[] = [
  ['function_name_is_single_invalid', '*', undefined, pattern, 'functionName'],
  [
    'invalid_account_id_in_partial_arn',
    'invalid-account:function:my-function',
    undefined,
    pattern,
    'functionName',
  ],
  [
    'invalid_region_in_arn',
    `arn:aws:lambda:invalid-region:${accountId}:function:my-function`,
    undefined,
    pattern,
    'functionName',
  ],
  [
    'non_lambda_arn',
    `arn:aws:ec2:${region}:${accountId}:instance:i-1234567890abcdef0`,
    undefined,
    pattern,
    'functionName',
  ],
  [
    'full_arn_with_multiple_qualifiers',
    `${arn}:my-function:1:2`,
    undefined,
    pattern,
    'functionName',
  ],
  [
    'partial_arn_with_extra_qualifier',
    'function:my-function:$LATEST:extra',
    undefined,
    pattern,
    'functionName',
  ],
  [
    'missing_region_in_arn',
    `arn:aws:lambda::${accountId}:function:my-function`,
    undefined,
    pattern,
    'functionName',
  ],
  [
    'missing_account_id_in_arn',
    `arn:aws:lambda:${region}::function:my-function`,
    undefined,
    pattern,
    'functionName',
  ],
  ['misspelled_latest_in_arn', `${arn}:my-function:$LATES`, undefined, pattern, 'functionName'],
  [
    'invalid_characters_in_qualifier',
    'f',
    'invalid!',
    'Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+',
    'qualifier',
  ],
  [
    'qualifier_too_long',
    'f',
    long,
    'Member must have length less than or equal to 128',
    'qualifier',
  ],
].flatMap(([title = '', FunctionName = '', Qualifier, constraint, member]) =>
  [
    { name: 'get_function', command: GetFunctionCommand },
    { name: 'delete_function', command: DeleteFunctionCommand },
    { name: 'invoke', command: InvokeCommand },
  ].map(({ name, command }): Row => {
    const recorded: RecordedKey = [`${validation}[${title}-${name}]`, `${name}_exception`];
    const value = member === 'qualifier' ? Qualifier : FunctionName;
    return {
      title: `${name}: ${title}`,
      send: () => new command({ FunctionName, Qualifier }),
      status: 400,
      ...violates(`Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`),
      // Not every operation was recorded with every fault.
      ...(isRecorded(recorded) && { recorded }),
    };
  }),
);

describeRows(nameRows, () => startTestLambda({ f: fn() }));
