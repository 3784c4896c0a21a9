import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A receiver in a process of its own: it takes all at once, and tells its parent where it is, when which finding came, and how many there were. */
let count = 0
const server = createServer((request, response) => {
  const at = performance.timeOrigin + performance.now()
  let body = ''
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
  request.on('end', () => {
    response.end()
    count += Number(/"count":(\d+)/.exec(body)?.[1] ?? 1)
    if (request.url === '/timed') process.send!({ at, finding: /"correlation_uid":"(\w+)"/.exec(body)?.[1] })
  })
})
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }))
process.on('message', () => process.send!({ count }))
process.on('disconnect', () => process.exit())
