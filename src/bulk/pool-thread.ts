// A thread of a pool, seen from within.
import type { MessagePort } from 'node:worker_threads'
import { answerRequest, type Request } from './pool-messages.ts'

/** Does every task that comes, several at once, and answers each. @param port `parentPort` of the thread */
export function serveTasks<Task, Result>(
  port: Pick<MessagePort, 'on' | 'postMessage'>,
  work: (task: Task) => Result | Promise<Result>,
): void {
  port.on('message', async (request: Request<Task>) => port.postMessage(await answerRequest(request, work)))
}
