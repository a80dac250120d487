import { redactText } from '../../kube/process/redact.ts';

export type LogValue = string | number | boolean | undefined;

/** One line as Velero's logs have them (logrus' text form), without the line break: `time="..." level=info msg="..." key=value`. */
export function logfmt(time: Date, level: string, message: string, fields: Readonly<Record<string, LogValue>>): string {
  let line = `time="${time.toISOString().slice(0, 19)}Z" level=${level} msg=${quoted(message)}`;
  for (const key in fields) if (fields[key] !== undefined) line += ` ${key}=${value(fields[key])}`;
  return line;
}

function value(of: string | number | boolean): string {
  if (typeof of !== 'string') return String(of);
  return plain.test(of) ? of : quoted(of);
}

/** Quoted also against line breaks: text out of an archive or a server's answer cannot forge a line. */
function quoted(text: string): string {
  return JSON.stringify(redactText(text));
}

const plain = /^[\w\-./@^+]+$/;
