/** An exception of Invoke as it is on the wire. */
export interface ServiceException {
  name: string;
  statusCode: number;
  /** The service spells the key of its message differently from exception to exception. */
  messageKey: 'message' | 'Message';
}

function exceptions(
  statusCode: number,
  messageKey: ServiceException['messageKey'],
  ...names: string[]
): ServiceException[] {
  return names.map((name) => ({ name: `${name}Exception`, statusCode, messageKey }));
}

/** All that the service's API model gives Invoke. */
export const serviceExceptions: readonly ServiceException[] = [
  ...exceptions(400, 'message', 'InvalidParameterValue', 'InvalidRequestContent'),
  ...exceptions(400, 'message', 'ModeNotSupported'),
  ...exceptions(400, 'Message', 'NoPublishedVersion', 'RecursiveInvocation', 'SnapStart'),
  ...exceptions(402, 'Message', 'ServiceQuotaExceeded'),
  ...exceptions(403, 'Message', 'EFSMountFailure', 'S3FilesMountFailure'),
  ...exceptions(404, 'Message', 'ResourceNotFound'),
  ...exceptions(408, 'Message', 'EFSMountConnectivity', 'EFSMountTimeout', 'SnapStartTimeout'),
  ...exceptions(408, 'Message', 'S3FilesMountConnectivity', 'S3FilesMountTimeout'),
  ...exceptions(409, 'message', 'CodeArtifactUserDeleted', 'CodeArtifactUserFailed'),
  ...exceptions(409, 'message', 'CodeArtifactUserPending', 'ResourceConflict'),
  ...exceptions(409, 'Message', 'DurableExecutionAlreadyStarted', 'SnapStartNotReady'),
  ...exceptions(409, 'Message', 'SnapStartRegenerationFailure'),
  ...exceptions(410, 'Message', 'EFSIO'),
  ...exceptions(413, 'message', 'RequestTooLarge', 'SerializedRequestEntityTooLarge'),
  ...exceptions(415, 'message', 'UnsupportedMediaType'),
  ...exceptions(429, 'message', 'TooManyRequests'),
  ...exceptions(500, 'Message', 'Service'),
  ...exceptions(502, 'Message', 'EC2AccessDenied', 'EC2Throttled', 'EC2Unexpected'),
  ...exceptions(502, 'Message', 'ENILimitReached', 'ENINotReady', 'SubnetIPAddressLimitReached'),
  ...exceptions(502, 'Message', 'InvalidSecurityGroupID', 'InvalidSubnetID'),
  ...exceptions(502, 'Message', 'InvalidRuntime', 'InvalidZipFile'),
  ...exceptions(502, 'Message', 'KMSAccessDenied', 'KMSDisabled', 'KMSInvalidState', 'KMSNotFound'),
  ...exceptions(502, 'message', 'ResourceNotReady'),
];
