import { plantedIn } from './mutant.ts'

const log = [
  ...plantedIn('log/account.ts', {
    'a reason that comes again counts for one': [
      'account',
      'else line.records += records',
      'else line.records = records',
    ],
  }),
  ...plantedIn('log/gather.ts', {
    'what is gathered counts twice': [
      'account',
      'this.account.addAll(account.lines)',
      'this.account.addAll([...account.lines, ...account.lines])',
    ],
    'what is gathered is listed twice': [
      'account',
      'this.rejections.addAll(rejections)',
      'this.rejections.addAll(rejections), this.rejections.addAll(rejections)',
    ],
  }),
  ...plantedIn('log/group-commit.ts', {
    'a request is answered before it is durable': [
      'account',
      'await this.store(gathering, (step) => this.#insist(step))',
      'this.store(gathering, (step) => this.#insist(step)).catch(() => undefined)',
    ],
  }),
  ...plantedIn('log/embedded.ts', {
    'what is rejected is not listed': ['account', 'this.#list(rejections, insist), ', ''],
    'a batch without events counts for nothing': [
      'account',
      'await Promise.all([counting,',
      'if (batch.length > 0) await Promise.all([counting,',
    ],
  }),
]

const collector = [
  ...plantedIn('collector/intake.ts', {
    'what can not be true counts as accepted': [
      'account',
      'account: countOutcomes(source, fit)',
      'account: countOutcomes(source, records)',
    ],
    'of a record one event is stored': ['account', '...own, String(index)]', '...own]'],
    'a client is told what was read, not what it came to': [
      'account',
      'after(appended, fit.map(withoutRaw))',
      'after(appended, records.map(withoutRaw))',
    ],
  }),
  ...plantedIn('collector/rejecting.ts', {
    'beyond the limit nothing is counted': ['account', 'return rejections.count(submitted.source, reason)', 'return'],
  }),
  ...plantedIn('collector/otlp/read.ts', {
    'one record of no interest too few is counted': ['account', 'left > 0; left -= 1', 'left > 1; left -= 1'],
    'a record that can not be read is no record': [
      'account',
      'this.#add({ outcome, carrier: this.#unit, size: end - start, ...raw })',
      'void raw',
    ],
  }),
  ...plantedIn('collector/otlp/translate.ts', {
    'events of a span are one event': [
      'account',
      'const id = bytes === null ? [traceId, spanId, index] : []',
      'const id = bytes === null ? [traceId, spanId] : []',
    ],
  }),
  ...plantedIn('collector/files/lines.ts', {
    'a broken line is passed over': [
      'account',
      "if (text !== '' && !this.#record(text)) this.#joined(line, cut)",
      "if (text !== '') this.#record(text)",
    ],
  }),
]

/** Planted errors that only the account shows. */
export const COUNTING = [...log, ...collector]
