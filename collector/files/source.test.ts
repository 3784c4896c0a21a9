import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSource, type FilePiece, type ReadOptions } from './source.ts'

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lifespan-files-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)

async function read(path: string, options?: ReadOptions) {
  const pieces: FilePiece[] = []
  for await (const piece of readSource(path, options)) pieces.push(piece)
  return {
    pieces,
    records: pieces.flatMap((piece) => piece.records.map((record) => record.record)),
    texts: pieces.flatMap((piece) => piece.records.map((record) => record.text)),
    faults: pieces.flatMap((piece) => piece.faults.map((fault) => `${fault.reason} (${fault.detail})`)),
    warnings: pieces.flatMap((piece) => piece.warnings),
    nulRuns: pieces.reduce((runs, piece) => runs + piece.nulRuns, 0),
  }
}

async function readBytes(content: Buffer | string, name = 'log', options?: ReadOptions) {
  writeFileSync(at(name), content)
  return await read(at(name), options)
}

const three = [
  { id: 1, text: 'a "quoted" \\ {[' },
  { id: 2, nested: { list: [1, [2], {}] } },
  { id: 3, umlaut: 'ü€🔑' },
]
const delivery = JSON.stringify({ Records: three })
const lines = three.map((record) => `${JSON.stringify(record)}\n`).join('')

describe('a log is read whatever form its records stand in', () => {
  test.each([
    ['a CloudTrail delivery', delivery],
    ['a delivery over several lines', JSON.stringify({ Records: three }, null, 2)],
    ['an answer of LookupEvents', JSON.stringify({ NextToken: 'x', Events: three }, null, 4)],
    ['an EventList', JSON.stringify({ kind: 'EventList', metadata: { items: 'no' }, items: three })],
    ['a bare list', JSON.stringify(three)],
    ['an indented list', JSON.stringify(three, null, 2)],
    ['one a line', lines],
    ['one a line, without the last line break', lines.trimEnd()],
    ['one a line, with blank lines and CRLF', lines.replaceAll('\n', '\r\n\r\n')],
    ['one after another, indented', three.map((record) => JSON.stringify(record, null, 2)).join('\n')],
    [
      'deliveries one after another',
      JSON.stringify({ Records: [three[0]] }) + JSON.stringify({ Records: three.slice(1) }),
    ],
    [
      'deliveries one a line',
      `${JSON.stringify({ Records: [three[0]] })}\n${JSON.stringify({ Records: three.slice(1) })}\n`,
    ],
    ['records joined on one line', three.map((record) => JSON.stringify(record)).join('')],
    ['records joined by blanks', `${three.map((record) => JSON.stringify(record)).join(' \t')}\n`],
    [
      'one line of joined records, and further lines',
      `${JSON.stringify(three[0])}${JSON.stringify(three[1])}\n${JSON.stringify(three[2])}\n`,
    ],
    [
      'lines, and joined records',
      `${JSON.stringify(three[0])}\n${JSON.stringify(three[1])}${JSON.stringify(three[2])}`,
    ],
    ['lists joined on one line', JSON.stringify([three[0]]) + JSON.stringify(three.slice(1))],
    ['a record, and a delivery joined to it', JSON.stringify(three[0]) + JSON.stringify({ Records: three.slice(1) })],
    ['a byte order mark', `\uFEFF${delivery}`],
    ['a byte order mark and lines', `\uFEFF${lines}`],
  ])('%s', async (_, content) => {
    for (const bytes of [Buffer.from(content), gzipSync(content)]) {
      expect(await readBytes(bytes)).toMatchObject({ records: three, faults: [], warnings: [] })
    }
  })

  test('one single object is one record', async () => {
    expect((await readBytes('{"id":1}')).records).toEqual([{ id: 1 }])
    expect((await readBytes('{\n  "id": 1\n}\n')).records).toEqual([{ id: 1 }])
  })

  test('records joined on one line are read however many they are', async () => {
    const joined = three.map((record) => JSON.stringify(record)).join('')
    for (const content of [joined.repeat(20_000), `${joined}\n`.repeat(20_000)]) {
      const { records, faults } = await readBytes(content)
      expect([records.length, faults]).toEqual([60_000, []])
    }
  })

  test('a record’s text is what stands in the file', async () => {
    expect((await readBytes('{"Records":[ {"a" : 1.0} , {"b":"\\u00fc"}]}')).texts).toEqual([
      '{"a" : 1.0}',
      '{"b":"\\u00fc"}',
    ])
    expect((await readBytes('{"a" : 1.0}\n')).texts).toEqual(['{"a" : 1.0}'])
  })

  test('the same records are found however the bytes come in', async () => {
    for (const content of [delivery, lines, JSON.stringify(three, null, 2)]) {
      for (const size of [1, 2, 3, 7, 64]) {
        for (const bytes of [Buffer.from(content), gzipSync(content)]) {
          const result = await read('-', { stdin: cut(bytes, size) })
          expect(result).toMatchObject({ records: three, faults: [] })
        }
      }
    }
  })
})

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

describe('gzip is known by its first bytes', () => {
  test('without .gz it is inflated, and .gz that is none is read as it is', async () => {
    expect((await readBytes(gzipSync(delivery), 'plain.json')).records).toEqual(three)
    expect((await readBytes(delivery, 'log.json.gz')).records).toEqual(three)
  })

  test('every member is read', async () => {
    const members = three.map((record) => gzipSync(`${JSON.stringify(record)}\n`))
    expect(await readBytes(Buffer.concat(members))).toMatchObject({ records: three, faults: [] })
    expect(await readBytes(Buffer.concat([...members, Buffer.alloc(512)]))).toMatchObject({
      records: three,
      faults: [],
    })
  })

  test('bytes after the last member are rejected, what was good is kept', async () => {
    const result = await readBytes(Buffer.concat([gzipSync(lines), Buffer.from('rubbish')]))
    expect(result).toMatchObject({ records: three, faults: ['bytes after the last gzip member (7 bytes)'] })
  })

  test('data cut off or damaged are one fault, what came before is kept', async () => {
    const bytes = gzipSync(lines.repeat(3_000) + JSON.stringify(three))
    const short = await readBytes(bytes.subarray(0, bytes.length - 20))
    expect(short.faults).toEqual(['cut off: the file ends inside gzip data (member 1)'])
    expect(short.records.length).toBeGreaterThan(8_000)
    const wrong = Buffer.from(gzipSync(lines))
    wrong.writeUInt8((wrong.at(-6) ?? 0) ^ 1, wrong.length - 6)
    expect(await readBytes(wrong)).toMatchObject({ records: three, faults: ['damaged gzip data (member 1)'] })
  })
})

describe('what is broken costs only itself', () => {
  test('a delivery cut in half gives its whole records', async () => {
    for (const content of [delivery, JSON.stringify({ Records: three }, null, 2), JSON.stringify(three)]) {
      const inThird = content.indexOf('umlaut')
      const result = await readBytes(content.slice(0, inThird))
      expect(result.records).toEqual(three.slice(0, 2))
      expect(result.faults).toHaveLength(1)
      expect(result.faults[0]).toMatch(/^cut off: the file ends inside a record \(line \d+\)$/)
    }
    const between = delivery.slice(0, delivery.indexOf(',{"id":3') + 1)
    expect(await readBytes(between)).toMatchObject({
      records: three.slice(0, 2),
      faults: ['cut off: the file ends inside a list of records (line 1)'],
    })
    expect(await readBytes(delivery.slice(0, -1))).toMatchObject({ records: three })
  })

  test('a cut last line, a cut first line and a broken one between are rejected, the others kept', async () => {
    expect(await readBytes(lines.slice(0, -9))).toMatchObject({
      records: three.slice(0, 2),
      faults: ['cut off: the file ends inside a record (line 3)'],
    })
    expect(await readBytes(lines.slice(5))).toMatchObject({
      records: three.slice(1),
      faults: ['a line that is no whole JSON value (line 1)'],
    })
    expect(await readBytes(`{"id":\n${lines}E0301 a message of another program\n${lines}`)).toMatchObject({
      records: [...three, ...three],
      faults: ['a line that is no whole JSON value (line 1)', 'a line that is no whole JSON value (line 5)'],
    })
  })

  test('of records joined on one line the cut and the broken ones are rejected, the others kept', async () => {
    const [first = '', second = '', third = ''] = three.map((record) => JSON.stringify(record))
    expect(await readBytes(`${first}${second}${third.slice(0, -9)}`)).toMatchObject({
      records: three.slice(0, 2),
      faults: ['cut off: the file ends inside a record (line 1)'],
    })
    expect(await readBytes(`${lines}${first}${second.slice(0, -9)}\n${third}`)).toMatchObject({
      records: [...three, three[0], three[2]],
      faults: ['a line that is no whole JSON value (line 4)'],
    })
    expect(await readBytes(`${first}${second.replace(':', ';')}${third}`)).toMatchObject({
      records: [three[0], three[2]],
      faults: ['a record that is not JSON (line 1)'],
    })
    expect(await readBytes(`${lines}${first} and ${second}`)).toMatchObject({
      records: three,
      faults: ['a line that is no whole JSON value (line 4)'],
    })
  })

  test('one record that is not JSON in a list is rejected alone', async () => {
    const broken = delivery.replace('{"id":2,', '{"id":2;')
    expect(await readBytes(broken)).toMatchObject({
      records: [three[0], three[2]],
      faults: ['a record that is not JSON (line 1)'],
    })
  })

  test('a record that is too large is rejected alone', async () => {
    const large = { id: 9, text: 'x'.repeat(300_000) }
    const options = { maxRecordBytes: 200_000 }
    for (const content of [
      JSON.stringify({ Records: [...three, large, ...three] }),
      `${lines}${JSON.stringify(large)}\n${lines}`,
    ]) {
      const result = await readBytes(content, 'log', options)
      expect(result.records).toEqual([...three, ...three])
      expect(result.faults).toHaveLength(1)
      expect(result.faults[0]).toContain('a record that is too large')
    }
  })

  test('NUL bytes before an entry are passed over with a warning', async () => {
    for (const count of [5, 43_074, 200_000]) {
      const result = await readBytes(Buffer.concat([Buffer.alloc(count), Buffer.from(lines)]))
      expect(result).toMatchObject({
        records: three,
        faults: [],
        warnings: [`${count} NUL bytes before an entry were passed over`],
      })
    }
    const between = await readBytes(Buffer.concat([Buffer.from(lines), Buffer.alloc(9), Buffer.from(lines)]))
    expect(between).toMatchObject({ records: [...three, ...three], faults: [] })
  })

  test.each<[string, string | readonly (string | number)[], number]>([
    ['none', lines, 0],
    ['one before all', [9, lines], 1],
    ['one of several chunks', [200_000, lines], 1],
    ['one between lines', [lines, 9, lines], 1],
    ['one behind all', [lines, 150_000], 1],
    ['one a line', [lines, 9, lines, 5, lines, 70_000, '\n', 3], 4],
    ['one before a document', [9, delivery], 1],
    ['several in a document', [delivery, 3, '\n', 4, delivery, 100_000, JSON.stringify(three), 1], 4],
    ['one before a broken line', [lines, 9, '{"id":\n', lines], 1],
    ['nothing else', [9, '\n', 9], 0],
    ['one before what is no log', [9, 'hello, hello\n'.repeat(9)], 0],
  ])('runs of NUL bytes are counted: %s', async (_, parts, runs) => {
    const bytes = [parts].flat().map((part) => (typeof part === 'number' ? Buffer.alloc(part) : Buffer.from(part)))
    for (const recordsAPiece of [1, 1_000])
      for (const content of [Buffer.concat(bytes), gzipSync(Buffer.concat(bytes))])
        expect((await readBytes(content, 'log', { recordsAPiece })).nulRuns).toBe(runs)
  })

  test('values that are no records are handed on, for adapters to reject', async () => {
    expect((await readBytes('[1,"a",null,true,{"id":1}]')).records).toEqual([1, 'a', null, true, { id: 1 }])
  })

  test('__proto__ is a key like any other', async () => {
    for (const content of [
      '{"__proto__":{"polluted":1},"id":1}\n',
      '{"Records":[{"__proto__":{"polluted":1},"id":1}]}',
    ]) {
      const [record] = (await readBytes(content)).records
      expect(Object.keys(record ?? {})).toEqual(['__proto__', 'id'])
      expect(Object.getPrototypeOf(record)).toBe(Object.prototype)
    }
    expect({}).not.toHaveProperty('polluted')
  })

  test('deep nesting is no trouble', async () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    expect((await readBytes(`{"Records":[${deep},{"id":1}]}`)).records).toHaveLength(2)
  })
})

describe('what is no log is one rejected, and named', () => {
  test.each([
    ['a CSV named .json', 'id,name\n1,a\n2,b\n', 'looks like CSV'],
    ['plain text', 'Permission is hereby granted,\nfree of charge\n', 'text that is not JSON'],
    ['a page', '<html><body>{"id":1}</body></html>', 'XML or HTML'],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2]), 'zstd-compressed: decompress it first'],
    ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 'binary data'],
    ['UTF-16', Buffer.from(`\uFEFF${delivery}`, 'utf16le'), 'UTF-16 text: convert it to UTF-8'],
    ['NUL bytes', Buffer.alloc(9), 'nothing but 9 NUL bytes'],
    ['NUL bytes and blanks', ' \0\n\0', 'nothing but 2 NUL bytes'],
    ['many NUL bytes', Buffer.alloc(3_000_000), 'nothing but 3000000 NUL bytes'],
    ['a long table', 'id,name\n'.repeat(100_000), 'looks like CSV'],
  ])('%s', async (_, content, seems) => {
    for (const bytes of [Buffer.from(content), gzipSync(content)]) {
      const result = await readBytes(bytes, 'log.json')
      expect(result).toMatchObject({
        records: [],
        faults: [`unknown format: no JSON record in it (${seems}, at line 1)`],
      })
    }
  })

  test.each([
    ['nothing', ''],
    ['blanks', ' \n\n'],
    ['a mark', '\uFEFF'],
  ])('an empty file (%s) is said and counts nothing', async (_, content) => {
    expect(await readBytes(content)).toMatchObject({
      records: [],
      faults: [],
      warnings: ['the file is empty: there are no records in it'],
    })
    expect(await readBytes(gzipSync(content))).toMatchObject({
      records: [],
      faults: [],
      warnings: ['the file is empty: there are no records in it'],
    })
  })
})

describe('a directory', () => {
  test('is read sorted and whole, hidden files left out', async () => {
    mkdirSync(at('b/deep'), { recursive: true })
    mkdirSync(at('.git'))
    for (const name of ['b/deep/2', 'a', 'c', '.hidden', '.git/x']) writeFileSync(at(name), `{"at":"${name}"}`)
    const { records, pieces } = await read(folder)
    expect(records).toEqual([{ at: 'a' }, { at: 'b/deep/2' }, { at: 'c' }])
    expect(pieces.map((piece) => piece.file)).toEqual([at('a'), at('b/deep/2'), at('c')])
    expect(pieces.at(-1)).toMatchObject({ bytesRead: 37, totalBytes: 37 })
  })

  test('reads on past what can’t be read', async () => {
    writeFileSync(at('a'), '{"id":1}')
    symlinkSync(at('nowhere'), at('b-broken'))
    symlinkSync(folder, at('c-loop'))
    symlinkSync(at('d-self'), at('d-self'))
    writeFileSync(at('e'), '{"id":2}')
    expect(await read(folder)).toMatchObject({
      records: [{ id: 1 }, { id: 2 }],
      faults: [
        'cannot be read (no such file or directory, or a link to none (ENOENT))',
        'cannot be read (a link to a directory that contains it)',
        'cannot be read (a link to itself (ELOOP))',
      ],
    })
  })

  test('that is not there is one fault', async () => {
    expect((await read(at('missing'))).faults).toEqual([
      'cannot be read (no such file or directory, or a link to none (ENOENT))',
    ])
  })
})

test('a large file comes in pieces, with progress', async () => {
  const { pieces, records } = await readBytes(lines.repeat(5_000), 'log', { recordsAPiece: 1_000 })
  expect(records).toHaveLength(15_000)
  expect(pieces.length).toBeGreaterThan(5)
  expect(pieces.every((piece) => piece.records.length < 4_000)).toBe(true)
  const progress = pieces.map((piece) => piece.bytesRead)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect(pieces.at(-1)?.bytesRead).toBe(pieces.at(-1)?.totalBytes)
})
