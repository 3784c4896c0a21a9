import { sqlFiles } from './sql-text.ts'

/** The rules, each told a second time as SQL. */
export const RULES_IN_SQL: readonly string[] = sqlFiles('rules').filter((name) => /^[A-Z]\d\d$/.test(name))
