/** The event service: a stream of server-sent events, and subscriptions. */
import { changed, DONE } from "../changes.ts";
import { integer, parameters, properties, text, textList } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import { refusal } from "../redfish-error.ts";
import type { Context, Reply } from "../request.ts";
import { type Json, link, ROOT, resource } from "../resource.ts";
import { SUBSCRIPTIONS } from "./subscriptions.ts";

const SERVICE = `${ROOT}/EventService`;
const STREAM = `${SERVICE}/SSE`;
const TEST = `${SERVICE}/Actions/EventService.SubmitTestEvent`;

/** Filters that a client could give for the stream. */
const FILTERS = ["EventFormatType", "MessageId", "MetricReportDefinition", "OriginResource", "RegistryPrefix"];

const TEXT_SIZE = 256;
const LARGEST_GROUP = 0x7fffffff;
const TEST_SHAPE = {
  MessageId: text(TEXT_SIZE),
  Message: text(TEXT_SIZE),
  MessageArgs: textList(TEXT_SIZE),
  MessageSeverity: text(TEXT_SIZE),
  Severity: text(TEXT_SIZE),
  EventType: text(TEXT_SIZE),
  EventId: text(TEXT_SIZE),
  EventTimestamp: text(TEXT_SIZE),
  EventGroupId: integer(0, LARGEST_GROUP),
  OriginOfCondition: text(TEXT_SIZE),
};

function submit({ service: { events } }: Context, body: Json): Reply {
  const given = parameters("EventService.SubmitTestEvent", TEST_SHAPE, body, "MessageId");
  events.publish({
    EventType: given.EventType ?? "Other",
    MessageId: given.MessageId,
    ...(given.Message !== undefined && { Message: given.Message }),
    ...(given.MessageArgs && { MessageArgs: given.MessageArgs }),
    MessageSeverity: given.MessageSeverity ?? given.Severity ?? "OK",
    ...(given.OriginOfCondition !== undefined && { OriginOfCondition: link(given.OriginOfCondition) }),
  });
  return DONE;
}

/** `Last-Event-ID` names the event after which the stream begins. */
function stream({ service: { events }, caller, headers }: Context): Reply {
  if (events.isFull || !caller) throw refusal(503, "EventSubscriptionLimitExceeded");
  const seen = headers["last-event-id"];
  const lastSeen = typeof seen === "string" && /^\d{1,15}$/.test(seen) ? Number(seen) : undefined;
  return {
    status: 200,
    headers: { "Content-Type": "text/event-stream" },
    stream: (sink) => events.open(caller.user, sink, lastSeen, caller.lease?.()),
  };
}

const RETRIES = { DeliveryRetryAttempts: integer(0, 100), DeliveryRetryIntervalSeconds: integer(1, 3600) };

function serviceOf({ service: { subscriptions } }: Context): Json {
  return resource(
    { at: SERVICE, schema: "EventService", id: "EventService", name: "Event Service" },
    {
      ServiceEnabled: true,
      Status: { State: "Enabled", Health: "OK" },
      DeliveryRetryAttempts: subscriptions.retries.attempts,
      DeliveryRetryIntervalSeconds: subscriptions.retries.intervalSeconds,
      Subscriptions: link(SUBSCRIPTIONS),
      EventFormatTypes: ["Event"],
      IncludeOriginOfConditionSupported: false,
      RegistryPrefixes: ["ResourceEvent"],
      ResourceTypes: ["ComputerSystem", "LogEntry"],
      ServerSentEventUri: STREAM,
      SSEFilterPropertiesSupported: Object.fromEntries(FILTERS.map((filter) => [filter, false])),
      Actions: { "#EventService.SubmitTestEvent": { target: TEST } },
    },
  );
}

function change(context: Context, body: Json): Reply {
  const values = properties(RETRIES, body, serviceOf(context));
  const { subscriptions } = context.service;
  const { attempts, intervalSeconds } = subscriptions.retries;
  subscriptions.retries = {
    attempts: values.DeliveryRetryAttempts ?? attempts,
    intervalSeconds: values.DeliveryRetryIntervalSeconds ?? intervalSeconds,
  };
  return changed(serviceOf(context));
}

export const eventEndpoints: readonly Endpoint[] = [
  { path: SERVICE, get: serviceOf, patch: { privileges: ["ConfigureManager"], run: change } },
  { path: STREAM, answer: stream },
  { path: TEST, post: { privileges: ["ConfigureManager"], run: submit } },
];
