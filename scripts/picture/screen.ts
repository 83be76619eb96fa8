export interface Style {
  colour?: string | undefined;
  bold?: boolean;
  dim?: boolean;
}

export interface Cell {
  char: string;
  style: Style;
}

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/**
 * What a terminal shows for this output: rows of styled characters. Supports what pd writes: colours, links, redrawn
 * lines.
 */
export function screenOf(output: string): Cell[][] {
  const rows: Cell[][] = [[]];
  let style: Style = {};
  let column = 0;
  // A control sequence, a link's start or end, or one character.
  for (const [token, codes] of output.matchAll(/\x1b\[([0-9;?]*)[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|./gsu)) {
    const row = rows.at(-1) ?? [];
    if (token.startsWith('\x1b]')) continue;
    if (token.startsWith('\x1b[')) {
      if (token.endsWith('m')) style = restyled(style, codes ?? '');
      else if (token.endsWith('K')) row.length = Math.min(row.length, column);
      else if (!/[hl]$/.test(token)) throw new Error(`a control sequence that is not known: ${JSON.stringify(token)}`);
    } else if (token === '\n') {
      rows.push([]);
      column = 0;
    } else if (token === '\r') column = 0;
    else row[column++] = {char: token, style};
  }
  return rows;
}

function restyled(style: Style, codes: string): Style {
  let next = style;
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) next = {};
    else if (code === 1) next = {...next, bold: true};
    else if (code === 2) next = {...next, dim: true};
    else if (code === 22) next = {...next, bold: false, dim: false};
    else if (code === 39) next = {...next, colour: undefined};
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
      next = {...next, colour: colours[code % 10]};
    } else throw new Error(`a style that is not known: ${codes}`);
  }
  return next;
}
