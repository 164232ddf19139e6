/**
 * Messages of the Base registry that the service sends: their number of arguments and severity as in the registry, with a
 * wording of our own.
 */

export const BASE_REGISTRY = "Base.1.22.1";
const BASE_PREFIX = "Base.1.22";

export type Severity = "OK" | "Warning" | "Critical";

interface Entry {
  readonly severity: Severity;
  /** %1, %2 … are the arguments. */
  readonly text: string;
  readonly resolution: string;
}

const RETRY = "Correct the request and send it again.";
const SHOWN = "Read the resource to see its values, correct the request and send it again.";

export const MESSAGES = {
  GeneralError: { severity: "Critical", text: "The request failed.", resolution: "See the extended information." },
  InternalError: {
    severity: "Critical",
    text: "The service failed to carry out the request.",
    resolution: "The daemon's log says why.",
  },
  MalformedJSON: { severity: "Critical", text: "The body is not valid JSON.", resolution: RETRY },
  UnrecognizedRequestBody: { severity: "Warning", text: "The body is not a JSON object.", resolution: RETRY },
  PropertyUnknown: { severity: "Warning", text: "The resource has no property %1.", resolution: SHOWN },
  PropertyNotWritable: { severity: "Warning", text: "Property %1 is read-only.", resolution: SHOWN },
  PropertyMissing: { severity: "Warning", text: "Property %1 is required and missing.", resolution: RETRY },
  PropertyValueTypeError: {
    severity: "Warning",
    text: "'%1' is of a type that property %2 does not accept.",
    resolution: SHOWN,
  },
  PropertyValueNotInList: {
    severity: "Warning",
    text: "'%1' is not an accepted value of property %2.",
    resolution: SHOWN,
  },
  PropertyValueError: { severity: "Warning", text: "The value of property %1 cannot be used.", resolution: RETRY },
  PropertyValueConflict: {
    severity: "Warning",
    text: "The value of property '%1' conflicts with that of property '%2'.",
    resolution: SHOWN,
  },
  PropertyValueOutOfRange: {
    severity: "Warning",
    text: "'%1' is outside the range of property %2.",
    resolution: SHOWN,
  },
  PropertyValueFormatError: {
    severity: "Warning",
    text: "'%1' does not have the format of property %2.",
    resolution: SHOWN,
  },
  StringValueTooLong: { severity: "Warning", text: "'%1' has more than %2 characters.", resolution: RETRY },
  ActionParameterMissing: {
    severity: "Critical",
    text: "Action %1 requires parameter %2.",
    resolution: RETRY,
  },
  ActionParameterUnknown: {
    severity: "Warning",
    text: "Action %1 has no parameter %2.",
    resolution: RETRY,
  },
  ActionParameterValueTypeError: {
    severity: "Warning",
    text: "'%1' is of a type that parameter %2 of action %3 does not accept.",
    resolution: RETRY,
  },
  ActionParameterValueNotInList: {
    severity: "Warning",
    text: "'%1' is not an accepted value of parameter %2 of action %3.",
    resolution: "Choose one of the allowable values that the resource shows.",
  },
  ActionParameterValueConflict: {
    severity: "Warning",
    text: "Parameter '%1' with the value '%2' is not possible in the present state.",
    resolution: "Change the state of the machine, or choose another value.",
  },
  ActionParameterValueError: {
    severity: "Warning",
    text: "The value of parameter %1 of action %2 is invalid.",
    resolution: RETRY,
  },
  ActionNotSupported: {
    severity: "Critical",
    text: "Action %1 is not possible with this machine.",
    resolution: "Change the configuration.",
  },
  CouldNotEstablishConnection: {
    severity: "Critical",
    text: "The service could not fetch '%1'.",
    resolution: "Check that the daemon's host reaches the address.",
  },
  ResourceAtUriUnauthorized: {
    severity: "Critical",
    text: "The server of '%1' refused the request: %2.",
    resolution: "Check the user and the password.",
  },
  InsufficientStorage: {
    severity: "Critical",
    text: "There is not enough room for the request.",
    resolution: "Make room and try again.",
  },
  ResourceInUse: {
    severity: "Warning",
    text: "The resource is in use, or is changing.",
    resolution: "Wait and try again.",
  },
  QueryParameterUnsupported: {
    severity: "Warning",
    text: "Query parameter '%1' is not supported.",
    resolution: "See ProtocolFeaturesSupported in the service root.",
  },
  QueryParameterValueError: {
    severity: "Warning",
    text: "The value of query parameter %1 is invalid.",
    resolution: RETRY,
  },
  QueryNotSupportedOnResource: {
    severity: "Warning",
    text: "The resource does not support this query.",
    resolution: "Leave the query out.",
  },
  ResourceMissingAtURI: {
    severity: "Critical",
    text: "There is no resource at '%1'.",
    resolution: "Follow the links from the service root.",
  },
  ResourceCannotBeDeleted: { severity: "Critical", text: "The resource cannot be deleted.", resolution: "None." },
  ResourceAlreadyExists: {
    severity: "Critical",
    text: "A resource of type %1 whose %2 is '%3' already exists.",
    resolution: "Choose another value.",
  },
  CreateLimitReachedForResource: {
    severity: "Critical",
    text: "The collection has no room for another resource.",
    resolution: "Delete a member first.",
  },
  OperationNotAllowed: {
    severity: "Critical",
    text: "The resource does not support this HTTP method.",
    resolution: "Use one of the methods in the Allow header.",
  },
  NoValidSession: {
    severity: "Critical",
    text: "The request has no valid credentials.",
    resolution: "Log in with the name and password of a user, by a session or Basic authentication.",
  },
  InsufficientPrivilege: {
    severity: "Critical",
    text: "The user may not do this.",
    resolution: "Log in as a user with a higher privilege limit on the LAN channel.",
  },
  SessionLimitExceeded: {
    severity: "Critical",
    text: "The service has no room for another session.",
    resolution: "Delete a session, or wait until one times out.",
  },
  EventSubscriptionLimitExceeded: {
    severity: "Critical",
    text: "The service has no room for another stream of events or subscription.",
    resolution: "Close a stream, or delete a subscription.",
  },
  ServiceTemporarilyUnavailable: {
    severity: "Critical",
    text: "The service is not available now. Try again in %1 seconds.",
    resolution: "Wait and try again.",
  },
  PreconditionFailed: {
    severity: "Critical",
    text: "The resource has another ETag than the request expects.",
    resolution: "Read the resource again.",
  },
  HeaderInvalid: { severity: "Critical", text: "Header '%1' is invalid.", resolution: RETRY },
} as const satisfies Readonly<Record<string, Entry>>;

export type MessageName = keyof typeof MESSAGES;

/** A Message object (DSP0266 §9.6.10). */
export interface Message {
  readonly "@odata.type": string;
  readonly MessageId: string;
  readonly Message: string;
  readonly MessageArgs: readonly string[];
  readonly MessageSeverity: Severity;
  readonly Resolution: string;
  readonly RelatedProperties?: readonly string[];
}

export function message(name: MessageName, args: readonly string[] = [], resolution?: string): Message {
  const entry: Entry = MESSAGES[name];
  return {
    "@odata.type": "#Message.v1_3_0.Message",
    MessageId: `${BASE_PREFIX}.${name}`,
    Message: entry.text.replaceAll(/%(\d)/g, (_, place: string) => args[Number(place) - 1] ?? ""),
    MessageArgs: args,
    MessageSeverity: entry.severity,
    Resolution: resolution ?? entry.resolution,
  };
}
