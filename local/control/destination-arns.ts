import type { Deployment } from '../functions/deployment.js';
import type { FunctionEntry } from '../functions/registry.js';
import { type Refusal, refuse, refuseParameters, violation } from '../http/exceptions.js';
import { optionalObject, optionalText } from './members.js';

// Every message below as recorded from the service 2025-11 (test_lambda_eventinvokeconfig_exceptions).

/** Where records go, as a body names it; empty text is none. */
export interface NamedDestinations {
  onSuccess?: string;
  onFailure?: string;
}

const arnPattern = String.raw`$|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)`;
const arnValue = new RegExp(`^(?:${arnPattern})$`, 's');
/** The API model, `DestinationArn`. */
const maxArnLength = 350;
/** AWS Lambda API reference, `OnSuccess` and `OnFailure`: buckets take failures only. */
const services = {
  onSuccess: ['lambda', 'sqs', 'sns', 'events'],
  onFailure: ['lambda', 'sqs', 'sns', 'events', 's3'],
};
const keys = ['onSuccess', 'onFailure'] as const;

/** The destinations of a body; refused where their form is not that of an ARN. */
export function readDestinations(
  body: Readonly<Record<string, unknown>>,
): { kind: 'named'; named: NamedDestinations } | Refusal {
  const config = optionalObject(body, 'DestinationConfig');
  const named: NamedDestinations = {};
  const violations: string[] = [];
  for (const key of keys) {
    const text = optionalText(optionalObject(config, capital(key)), 'Destination');
    if (typeof text === 'object') return text;
    if (text === undefined) continue;
    violations.push(...violationsOf(text, `destinationConfig.${key}.destination`));
    named[key] = text;
  }
  return violations.length > 0 ? refuseParameters(violations) : { kind: 'named', named };
}

function violationsOf(text: string, member: string): string[] {
  const violations: string[] = [];
  if (text.length > maxArnLength) {
    const constraint = `Member must have length less than or equal to ${maxArnLength}`;
    violations.push(violation(text, member, constraint));
  }
  if (!arnValue.test(text)) {
    const constraint = `Member must satisfy regular expression pattern: ${arnPattern}`;
    violations.push(violation(text, member, constraint));
  }
  return violations;
}

/** What is wrong with the destinations of a function: another service, nothing there, the function itself. */
export function destinationFault(
  named: NamedDestinations,
  entry: FunctionEntry,
  deployment: Deployment,
): Refusal | undefined {
  const given = keys.flatMap((key) => {
    const destination = named[key];
    return destination === undefined || destination === '' ? [] : [{ key, destination }];
  });
  if (given.some(({ key, destination }) => !services[key].includes(serviceOf(destination)))) {
    const shown = keys.map((key) => shownDestination(key, named[key])).join(', ');
    return invalid(`The provided destination config DestinationConfig(${shown}) is invalid.`);
  }
  for (const { destination } of given) {
    if (deployment.registry.refOf(destination)?.name === entry.name) {
      return invalid("You can't specify the function as a destination for itself.");
    }
    if (isMissing(destination, deployment)) {
      return invalid(`The destination ARN ${destination} is invalid.`);
    }
  }
  return undefined;
}

/** Functions and queues are known here; a topic, a bus or a bucket is taken at its word. */
function isMissing(arn: string, { registry, destinations }: Deployment): boolean {
  switch (serviceOf(arn)) {
    case 'lambda': {
      const ref = registry.refOf(arn);
      return ref === undefined || registry.resolve(ref).kind !== 'target';
    }
    case 'sqs':
      return destinations.targetOf(arn) === undefined;
    default:
      return false;
  }
}

/** As Java prints the service's own object. */
function shownDestination(key: (typeof keys)[number], destination: string | undefined): string {
  return `${key}=${destination === undefined ? 'null' : `${capital(key)}(destination=${destination})`}`;
}

function serviceOf(arn: string): string {
  return arn.split(':', 3)[2] ?? '';
}

function capital(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function invalid(message: string): Refusal {
  return refuse('InvalidParameterValueException', message);
}
