/** Whether a variable says yes, as OpenTelemetry reads its own: in whatever case. */
export function isTrue(variable: string): boolean {
  return process.env[variable]?.trim().toLowerCase() === 'true'
}
