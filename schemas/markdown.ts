const WARNING = '<!-- Written by `npm run reference` from the declarations in schemas/: change those. -->'

/** A text as it is typed. */
export const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``

/** A table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A page that is written from declarations. */
export function page(title: string, summary: string, parts: readonly string[]): string {
  return [`# ${title}`, WARNING, summary, ...parts].join('\n\n') + '\n'
}
