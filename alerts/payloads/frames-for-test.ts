/** A message of RFC 5424 with CEF in it, as whoever receives it reads it: written after the documents, with nothing of what makes it. */
export interface CefMessage {
  readonly priority: number
  readonly header: readonly string[]
  readonly cef: readonly string[]
  readonly extension: Readonly<Record<string, string>>
  readonly bytes: number
}

/** The messages of a stream, by their lengths (RFC 6587, 3.4.1). Throws where they are none. */
export function framesIn(stream: string): readonly CefMessage[] {
  const bytes = Buffer.from(stream)
  const found: CefMessage[] = []
  for (let at = 0; at < bytes.length;) {
    const length = /^([1-9]\d*) /.exec(bytes.toString('latin1', at, at + 10))
    if (length === null) throw new Error(`no frame begins at ${at}`)
    const begin = at + length[0].length
    at = begin + Number(length[1])
    if (at > bytes.length) throw new Error('a frame is cut off')
    found.push(messageIn(bytes.subarray(begin, at)))
  }
  return found
}

const RFC5424 =
  /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) - (.*)$/

function messageIn(bytes: Buffer): CefMessage {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  if (/\p{Cc}/u.test(text)) throw new Error('a control character is in it')
  const parts = RFC5424.exec(text)
  if (parts === null) throw new Error(`no message of RFC 5424: ${text.slice(0, 100)}`)
  const [, priority, ...header] = parts
  return { priority: Number(priority), header, ...cefIn(header.at(-1)!), bytes: bytes.length }
}

/** Pipes part a header, unless a backslash stands before them; a key is what stands between a space and an equals sign without one. */
function cefIn(text: string): Pick<CefMessage, 'cef' | 'extension'> {
  const header = /^CEF:0\|((?:(?:[^\\|]|\\[\\|])*\|){6})/.exec(text)
  if (header === null) throw new Error(`no CEF: ${text.slice(0, 100)}`)
  const cef = header[1]!.match(/(?:[^\\|]|\\.)*(?=\|)/gu)!.filter((part) => part !== '')
  const extension: Record<string, string> = {}
  let rest = text.slice(header[0].length)
  while (rest !== '') {
    const pair = /^(\w+)=((?:[^\\=]|\\[\\=])*?)(?:$| (?=\w+=))/u.exec(rest)
    if (pair === null || Object.hasOwn(extension, pair[1]!))
      throw new Error(`no pair, or one twice: ${rest.slice(0, 100)}`)
    extension[pair[1]!] = pair[2]!.replace(/\\([\\=])/g, '$1')
    rest = rest.slice(pair[0].length)
  }
  return { cef, extension }
}
