import { ServiceFault } from '../aws-json/fault.js';

/** Worded as recorded from the service 2024-04 to 2025-12 (LocalStack's snapshots of SQS) where they are there. */
const prefix = 'AWS.SimpleQueueService.';

/** A parameter that is not what it may be. */
export function invalidValue(message: string): ServiceFault {
  return new ServiceFault('InvalidParameterValueException', message, {
    queryCode: 'InvalidParameterValue',
  });
}

/** The same, with the parameter, its value and the reason. */
export function invalidParameter(name: string, value: unknown, reason: string): ServiceFault {
  return invalidValue(`Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`);
}

export function missingParameter(name: string): ServiceFault {
  const message = `The request must contain the parameter ${name}.`;
  return new ServiceFault('MissingRequiredParameterException', message, {
    queryCode: 'MissingParameter',
  });
}

export function queueMissing(): ServiceFault {
  const queryCode = `${prefix}NonExistentQueue`;
  return new ServiceFault('QueueDoesNotExist', 'The specified queue does not exist.', {
    queryCode,
  });
}

export function queueExists(attribute: string): ServiceFault {
  const message = `A queue already exists with the same name and a different value for attribute ${attribute}`;
  return new ServiceFault('QueueNameExists', message, { queryCode: 'QueueAlreadyExists' });
}

export function unknownAttribute(name: string): ServiceFault {
  return new ServiceFault('InvalidAttributeName', `Unknown Attribute ${name}.`, {
    queryCode: 'InvalidAttributeName',
  });
}

export function invalidAttribute(name: string): ServiceFault {
  return new ServiceFault('InvalidAttributeValue', `Invalid value for the parameter ${name}.`, {
    queryCode: 'InvalidAttributeValue',
  });
}

export function badReceipt(receipt: string): ServiceFault {
  const message = `The input receipt handle "${receipt}" is not a valid receipt handle.`;
  return new ServiceFault('ReceiptHandleIsInvalid', message, {
    status: 404,
    queryCode: 'ReceiptHandleIsInvalid',
  });
}

export function notInFlight(): ServiceFault {
  const queryCode = `${prefix}MessageNotInflight`;
  return new ServiceFault('MessageNotInflight', "The specified message isn't in flight.", {
    queryCode,
  });
}

export function purgeInProgress(name: string): ServiceFault {
  const message = `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`;
  return new ServiceFault('PurgeQueueInProgress', message, {
    status: 403,
    queryCode: `${prefix}PurgeQueueInProgress`,
  });
}

/** A fault of a whole batch. */
export function batchFault(type: string, message: string): ServiceFault {
  return new ServiceFault(type, message, { queryCode: prefix + type });
}
