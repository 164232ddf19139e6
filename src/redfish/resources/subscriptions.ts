/** Subscriptions: destinations to which the service sends events. */
import { changed, created, DONE } from "../changes.ts";
import { type Check, flag, oneOf, parameters, properties, required, shown, text, textList } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import type { EventStream } from "../events.ts";
import { message } from "../messages.ts";
import { RedfishError, refusal } from "../redfish-error.ts";
import type { Context, Reply } from "../request.ts";
import { collection, isJson, type Json, ROOT, resource } from "../resource.ts";
import { destinationIn } from "../subscriptions/destination.ts";
import { POLICIES, type Subscription, type Terms } from "../subscriptions/subscription.ts";

export const SUBSCRIPTIONS = `${ROOT}/EventService/Subscriptions`;

const TEXT_SIZE = 256;
const URL_SIZE = 2000;
const MAX_HEADERS = 8;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,64}$/;
const HEADER_VALUE = /^[\t -~]{0,1024}$/;
/** Headers that the connection itself sets. */
const OWN_HEADERS = /^(?:host|connection|content-length|content-type|transfer-encoding|expect|upgrade|te|trailer)$/i;

/** Headers, as a list of objects or as one object. */
const headers: Check<Readonly<Record<string, string>>> = (value, name, wording) => {
  const objects: readonly unknown[] = [value].flat();
  const entries = objects.flatMap((each): [string, unknown][] => (isJson(each) ? Object.entries(each) : [["", each]]));
  const isRight = entries.every(
    ([header, text]) =>
      HEADER_NAME.test(header) && !OWN_HEADERS.test(header) && typeof text === "string" && HEADER_VALUE.test(text),
  );
  if (!isRight || entries.length > MAX_HEADERS) return wording.type("(not shown)", name);
  return { value: Object.fromEntries(entries.map(([header, text]) => [header, `${text}`])) };
};

const destination: Check<URL> = (value, name, wording) => {
  const url = typeof value === "string" && value.length <= URL_SIZE ? destinationIn(value) : undefined;
  if (url) return { value: url };
  return typeof value === "string"
    ? message("PropertyValueFormatError", [value.slice(0, TEXT_SIZE), name])
    : wording.type(shown(value), name);
};

/** A feature that the service does not have. */
const off: Check<false> = (value, name, wording) => (value === false ? { value } : wording.list(shown(value), name));

const CHANGEABLE = {
  Context: text(TEXT_SIZE),
  DeliveryRetryPolicy: oneOf(POLICIES),
  HttpHeaders: headers,
  VerifyCertificate: flag,
};
const SHAPE = {
  ...CHANGEABLE,
  Destination: destination,
  Protocol: oneOf(["Redfish"]),
  SubscriptionType: oneOf(["RedfishEvent"]),
  EventFormatType: oneOf(["Event"]),
  RegistryPrefixes: textList(TEXT_SIZE),
  ResourceTypes: textList(TEXT_SIZE),
  MessageIds: textList(TEXT_SIZE),
  EventTypes: textList(TEXT_SIZE),
  Severities: textList(TEXT_SIZE),
  IncludeOriginOfCondition: off,
  SubordinateResources: off,
};

function subscriptionOf({ id, destination: { href }, filters, terms, isSuspended, isFailing }: Subscription): Json {
  const at = `${SUBSCRIPTIONS}/${id}`;
  const given = (name: string, list: readonly string[]) => (list.length > 0 ? { [name]: list } : {});
  return resource(
    { at, schema: "EventDestination", id, name: `Subscription ${id}` },
    {
      Destination: href,
      Protocol: "Redfish",
      SubscriptionType: "RedfishEvent",
      EventFormatType: "Event",
      Context: terms.context,
      DeliveryRetryPolicy: terms.policy,
      VerifyCertificate: terms.verifiesCertificate,
      // DSP8010 wants none shown: they may be secrets.
      HttpHeaders: [],
      ...given("RegistryPrefixes", filters.registryPrefixes),
      ...given("ResourceTypes", filters.resourceTypes),
      ...given("MessageIds", filters.messageIds),
      ...given("EventTypes", filters.eventTypes),
      ...given("Severities", filters.severities),
      Status: { State: isSuspended ? "Disabled" : "Enabled", Health: isSuspended || isFailing ? "Warning" : "OK" },
      Actions: Object.fromEntries(
        ACTIONS.map((action) => [
          `#EventDestination.${action}`,
          { target: `${at}/Actions/EventDestination.${action}` },
        ]),
      ),
    },
  );
}

const ACTIONS = ["ResumeSubscription", "SuspendSubscription"] as const;

/** An open stream of events, which is a subscription until it ends (DSP0266 §14.5). */
function streamOf({ id, user }: EventStream): Json {
  return resource(
    { at: `${SUBSCRIPTIONS}/${id}`, schema: "EventDestination", id, name: `Stream ${id}` },
    {
      Protocol: "Redfish",
      SubscriptionType: "SSE",
      EventFormatType: "Event",
      Context: `Stream of ${user.name}`,
      Status: { State: "Enabled", Health: "OK" },
    },
  );
}

function streamIn({ service: { events }, params }: Context): EventStream | undefined {
  return events.streams.find(({ id }) => id === params["subscription"]);
}

function subscribe({ service: { subscriptions } }: Context, body: Json): Reply {
  const values = required(properties(SHAPE, body), "Destination", "Protocol");
  if (subscriptions.isRefused(values.Destination)) {
    const words = message(
      "PropertyValueNotInList",
      [values.Destination.href, "Destination"],
      "Use an address on loopback, or add it to redfish.eventDestinations in the configuration.",
    );
    throw new RedfishError(400, [words]);
  }
  const filters = {
    registryPrefixes: values.RegistryPrefixes ?? [],
    resourceTypes: values.ResourceTypes ?? [],
    messageIds: values.MessageIds ?? [],
    eventTypes: values.EventTypes ?? [],
    severities: values.Severities ?? [],
  };
  const { Context: context = "", DeliveryRetryPolicy: policy = "TerminateAfterRetries" } = values;
  const terms: Terms = {
    context,
    policy,
    headers: values.HttpHeaders ?? {},
    verifiesCertificate: values.VerifyCertificate ?? false,
  };
  const subscription = subscriptions.add(values.Destination, filters, terms);
  if (!subscription) throw refusal(503, "EventSubscriptionLimitExceeded");
  return created(subscriptionOf(subscription));
}

function subscriptionIn({ service: { subscriptions }, params }: Context): Subscription | undefined {
  return subscriptions.byId(params["subscription"] ?? "");
}

function change(context: Context, body: Json): Reply {
  const subscription = subscriptionIn(context);
  const stream = streamIn(context);
  if (stream) properties({}, body, streamOf(stream));
  if (!subscription) return changed(stream && streamOf(stream));
  const { terms } = subscription;
  const values = properties(CHANGEABLE, body, subscriptionOf(subscription));
  subscription.terms = {
    context: values.Context ?? terms.context,
    policy: values.DeliveryRetryPolicy ?? terms.policy,
    headers: values.HttpHeaders ?? terms.headers,
    verifiesCertificate: values.VerifyCertificate ?? terms.verifiesCertificate,
  };
  return changed(subscriptionOf(subscription));
}

function remove(context: Context): Reply {
  const { subscriptions, events } = context.service;
  const subscription = subscriptionIn(context);
  if (subscription) subscriptions.remove(subscription);
  else events.end(streamIn(context)?.id ?? "");
  return DONE;
}

/** An action of an administrator on the subscription of the path. */
function action(name: (typeof ACTIONS)[number], run: (subscription: Subscription) => void): Endpoint {
  return {
    path: `${SUBSCRIPTIONS}/:subscription/Actions/EventDestination.${name}`,
    post: {
      privileges: ["ConfigureManager"],
      run(context, body) {
        const subscription = subscriptionIn(context);
        if (!subscription) throw refusal(404, "ResourceMissingAtURI", SUBSCRIPTIONS);
        parameters(`EventDestination.${name}`, {}, body);
        run(subscription);
        return DONE;
      },
    },
  };
}

export const subscriptionEndpoints: readonly Endpoint[] = [
  {
    path: SUBSCRIPTIONS,
    get: ({ service: { subscriptions, events } }) =>
      collection(
        SUBSCRIPTIONS,
        "EventDestinationCollection",
        "Event Subscriptions",
        [...subscriptions.all, ...events.streams].map(({ id }) => `${SUBSCRIPTIONS}/${id}`),
      ),
    post: { privileges: ["ConfigureManager"], run: subscribe },
  },
  {
    path: `${SUBSCRIPTIONS}/:subscription`,
    get(context) {
      const subscription = subscriptionIn(context);
      const stream = streamIn(context);
      return subscription ? subscriptionOf(subscription) : stream && streamOf(stream);
    },
    patch: { privileges: ["ConfigureManager"], run: change },
    delete: { privileges: ["ConfigureManager"], run: remove },
  },
  action("ResumeSubscription", (subscription) => subscription.resume()),
  action("SuspendSubscription", (subscription) => subscription.suspend()),
];
