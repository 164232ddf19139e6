/** The task service. Every request is done when it is answered, so that there are no tasks. */
import type { Endpoint } from "../endpoint.ts";
import { collection, link, ROOT, resource } from "../resource.ts";
import { dateTimeOf } from "./manager.ts";

const SERVICE = `${ROOT}/TaskService`;
const TASKS = `${SERVICE}/Tasks`;

export const taskEndpoints: readonly Endpoint[] = [
  {
    path: SERVICE,
    get: ({ service: { machine } }) =>
      resource(
        { at: SERVICE, schema: "TaskService", id: "TaskService", name: "Task Service" },
        {
          ServiceEnabled: true,
          DateTime: dateTimeOf(machine),
          LifeCycleEventOnTaskStateChange: false,
          Status: { State: "Enabled", Health: "OK" },
          Tasks: link(TASKS),
        },
      ),
  },
  { path: TASKS, get: () => collection(TASKS, "TaskCollection", "Tasks", []) },
];
