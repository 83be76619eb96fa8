import pkg from '../package.json' with {type: 'json'};

export const version: string = pkg.version;

/** How pd names itself to every server. */
export const userAgent = `pd/${version}`;
