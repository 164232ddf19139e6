/** A task, and the answer that names it. */
import type { Reply } from "../request.ts";
import { isJson, type Json, ROOT, resource } from "../resource.ts";
import type { Task } from "../tasks.ts";

export const TASK_SERVICE = `${ROOT}/TaskService`;
export const TASKS = `${TASK_SERVICE}/Tasks`;
export const MONITORS = `${TASK_SERVICE}/TaskMonitors`;

/** The answer to an operation that goes on. */
export function accepted(task: Task): Reply {
  return { status: 202, headers: { Location: `${MONITORS}/${task.id}` }, body: taskOf(task) };
}

export function taskOf({ id, name, startedMs, end, percent }: Task): Json {
  const isDone = end !== undefined && end.outcome.status < 400;
  const part = isDone ? 100 : percent();
  return resource(
    { at: `${TASKS}/${id}`, schema: "Task", id, name },
    {
      TaskState: end === undefined ? "Running" : isDone ? "Completed" : "Exception",
      TaskStatus: end === undefined || isDone ? "OK" : "Critical",
      StartTime: new Date(startedMs).toISOString(),
      ...(end && { EndTime: new Date(end.endedMs).toISOString() }),
      ...(part !== undefined && { PercentComplete: part }),
      Messages: end ? messagesIn(end.outcome.body) : [],
      TaskMonitor: `${MONITORS}/${id}`,
    },
  );
}

function messagesIn(body: Json | string | undefined): unknown {
  const error = isJson(body) ? body["error"] : undefined;
  return isJson(error) ? error["@Message.ExtendedInfo"] : [];
}
