const warning = (folder: string) =>
  `<!-- Written by \`npm run reference\` from the declarations in ${folder}/: change those. -->`

/** A text as it is typed. */
export const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``

/** A table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A page that is written from the declarations in a folder. */
export function page(title: string, summary: string, parts: readonly string[], folder = 'schemas'): string {
  return [`# ${title}`, warning(folder), summary, ...parts].join('\n\n') + '\n'
}
