// Modules left out of the program, because pd never uses them and loading them would slow down every start.
import type {BunPlugin} from 'bun';

const never = "module.exports = () => {throw new Error('left out of pd');};";
const replacements: Record<string, string> = {
  // oclif: looking for plugins on the disk, reading a tsconfig.json, templates in help texts (pd has none), spinners.
  tinyglobby: never,
  minimatch: never,
  lilconfig: never,
  typescript: never,
  // At a terminal, oclif reads the frames of the default spinners as it loads.
  'cli-spinners': 'module.exports = {dots: {frames: []}, dots2: {frames: []}, line: {frames: []}};',
  ejs: 'module.exports = {render: (text, data) => text.replace(/<%= *([\\w.]+) *%>/g, (_, path) => path.split(".").reduce((at, name) => at?.[name], data) ?? "")};',
  // Loads node:tty to find out. pd colours no help page, and reports errors itself.
  'supports-color': 'module.exports = {stdout: false, stderr: false};',
  // oclif's DEBUG=* output contains the whole command line, keys included.
  debug: 'module.exports = () => Object.assign(() => {}, {enabled: false});',
};

/**
 * What the runtime does itself, and in a tenth of the time. Only for oclif and what it measures with: pd's own tables
 * measure emoji as well.
 */
const native: Record<string, string> = {
  'string-width': 'module.exports = text => Bun.stringWidth(text);',
  'wrap-ansi': 'module.exports = (text, columns, options) => Bun.wrapAnsi(text, columns, options);',
};

/** `check` throws if a module is asked for by nothing any more. */
export function leaveOut(): {plugin: BunPlugin; check: () => void} {
  const used = new Set<string>();
  return {
    plugin: {
      name: 'leave-out',
      setup(build) {
        build.onResolve({filter: new RegExp(`^(${Object.keys(replacements).join('|')})$`)}, ({path}) => {
          used.add(path);
          return {path, namespace: 'left-out'};
        });
        build.onResolve({filter: new RegExp(`^(${Object.keys(native).join('|')})$`)}, ({path, importer}) => {
          if (!/@oclif[\\/]core|widest-line/.test(importer)) return undefined;
          used.add(path);
          return {path, namespace: 'left-out'};
        });
        build.onLoad({filter: /.*/, namespace: 'left-out'}, ({path}) => ({
          loader: 'js',
          contents: replacements[path] ?? native[path] ?? never,
        }));
      },
    },
    check() {
      const unused = Object.keys({...replacements, ...native}).filter(name => !used.has(name));
      if (unused.length > 0) throw new Error(`Nothing loads these any more: ${unused.join(', ')}`);
    },
  };
}
