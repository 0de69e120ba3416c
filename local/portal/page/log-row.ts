import type { LogEntry } from '../../../src/index.js';

const TIME = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** One entry as a row of the table. */
export function logRow({ time, level, channel, event, attempt, detail }: LogEntry): HTMLTableRowElement {
  const row = document.createElement('tr');
  row.className = level;
  row.append(
    cell('time', TIME.format(time)),
    cell('level', level),
    cell('camera', channel),
    cell('event', attempt > 1 ? `${event} (try ${attempt})` : event),
    cell('detail', detailOf(detail)),
  );
  return row;
}

function cell(className: string, text: string): HTMLTableCellElement {
  const made = document.createElement('td');
  made.className = className;
  made.textContent = text;
  return made;
}

function detailOf(detail: LogEntry['detail']): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' · ');
}
