import pc from 'picocolors'

/** Colours, on terminals alone: the library takes a CI for one. */
export const colours = pc.createColors(Boolean(process.stdout.isTTY) && process.env['NO_COLOR'] === undefined)
