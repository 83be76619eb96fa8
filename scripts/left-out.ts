// Modules left out of the program, because pd never uses them and loading them would slow down every start.
import type {BunPlugin} from 'bun';

const never = "module.exports = () => {throw new Error('left out of pd');};";
const replacements: Record<string, string> = {
  // got: HTTP/2, its response cache, its DNS cache, forms.
  'http2-wrapper': 'export default {};',
  'cacheable-request': 'export default class {} export class CacheError extends Error {}',
  'cacheable-lookup': 'export default class {}',
  'form-data-encoder': 'export class FormDataEncoder {} export const isFormData = () => false;',
  // oclif: looking for plugins on the disk, reading a tsconfig.json, templates in help texts (pd has none), spinners.
  tinyglobby: never,
  minimatch: never,
  lilconfig: never,
  typescript: never,
  // At a terminal, oclif reads the frames of the default spinners as it loads.
  'cli-spinners': 'module.exports = {dots: {frames: []}, dots2: {frames: []}, line: {frames: []}};',
  ejs: 'module.exports = {render: (text, data) => text.replace(/<%= *([\\w.]+) *%>/g, (_, path) => path.split(".").reduce((at, name) => at?.[name], data) ?? "")};',
  // oclif's DEBUG=* output contains the whole command line, keys included.
  debug: 'module.exports = () => Object.assign(() => {}, {enabled: false});',
};

export const leaveOut: BunPlugin = {
  name: 'leave-out',
  setup(build) {
    build.onResolve({filter: new RegExp(`^(${Object.keys(replacements).join('|')})$`)}, ({path}) => ({
      path,
      namespace: 'left-out',
    }));
    build.onLoad({filter: /.*/, namespace: 'left-out'}, ({path}) => ({
      loader: 'js',
      contents: replacements[path] ?? never,
    }));
  },
};
