/** The task service: operations that go on after the client was answered, and the monitors at which clients wait. */
import type { Endpoint } from "../endpoint.ts";
import { refusal } from "../redfish-error.ts";
import type { Context, Reply } from "../request.ts";
import { collection, link, resource } from "../resource.ts";
import { dateTimeOf } from "./manager.ts";
import { accepted, MONITORS, TASK_SERVICE, TASKS, taskOf } from "./task.ts";

/** While the operation runs, that it does; afterwards, its answer. */
function monitor({ service: { tasks }, params }: Context): Reply {
  const task = tasks.byId(params["task"]);
  if (!task) throw refusal(404, "ResourceMissingAtURI", `${MONITORS}/${params["task"]}`);
  return task.end?.outcome ?? accepted(task);
}

export const taskEndpoints: readonly Endpoint[] = [
  {
    path: TASK_SERVICE,
    get: ({ service: { machine } }) =>
      resource(
        { at: TASK_SERVICE, schema: "TaskService", id: "TaskService", name: "Task Service" },
        {
          ServiceEnabled: true,
          DateTime: dateTimeOf(machine),
          CompletedTaskOverWritePolicy: "Oldest",
          LifeCycleEventOnTaskStateChange: false,
          Status: { State: "Enabled", Health: "OK" },
          Tasks: link(TASKS),
        },
      ),
  },
  {
    path: TASKS,
    get: ({ service: { tasks } }) =>
      collection(
        TASKS,
        "TaskCollection",
        "Tasks",
        tasks.all.map(({ id }) => `${TASKS}/${id}`),
      ),
  },
  {
    path: `${TASKS}/:task`,
    get({ service: { tasks }, params }) {
      const task = tasks.byId(params["task"]);
      return task && taskOf(task);
    },
  },
  { path: `${MONITORS}/:task`, answer: monitor },
];
