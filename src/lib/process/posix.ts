import fs from 'node:fs';
import type {Io} from '../io/io.ts';
import {libcFunctions} from '../io/libc.ts';
import {errorName, StartFailure} from './find-program.ts';

export interface Pipe {
  reader: number;
  writer: number;
}

interface SpawnOptions {
  environment: readonly Buffer[];
  /** pd's descriptors by the program's own number (0, 1, 2). Those not named are inherited. */
  descriptors: ReadonlyMap<number, number>;
  /** Whether it becomes the leader of a process group of its own. */
  ownGroup: boolean;
  /** Signals that pd ignores and the program must not. */
  defaultSignals: readonly number[];
}

export type WaitResult = {kind: 'exited'; status: number} | {kind: 'killed'; signal: number} | {kind: 'stopped'};

/**
 * Calls of the C library. Unlike the runtime's spawn(), posix_spawn(3) passes on descriptors, bytes, limits and
 * dispositions unchanged.
 */
export interface Posix {
  spawn(file: string, words: readonly Buffer[], options: SpawnOptions): number;
  /** A child's change of state; undefined if there is none. -1 means any child. */
  wait(pid: number): {pid: number; result: WaitResult} | undefined;
  /**
   * A pipe, which no program inherits. What the runtime's spawn() calls a pipe is a socket, which cannot be opened as
   * /dev/stdout.
   */
  pipe(): Pipe | undefined;
  /** Clears O_NONBLOCK, for another program that continues reading. */
  makeBlocking(descriptor: number): void;
  /** Whether programs started from now on inherit the descriptor. */
  setInheritable(descriptor: number, isInheritable: boolean): void;
  /** From now on pd ignores the signal, and so do the programs that it starts. */
  ignore(signal: number): void;
  /** Calls `listener` for real-time signals, for which the runtime has no names. */
  takeRealTimeSignals(listener: (signal: number) => void, except: ReadonlySet<number>): void;
}

const declarations = {
  posix_spawn: {args: ['ptr', 'ptr', 'ptr', 'ptr', 'ptr', 'ptr'], returns: 'i32'},
  posix_spawnattr_init: {args: ['ptr'], returns: 'i32'},
  posix_spawnattr_destroy: {args: ['ptr'], returns: 'i32'},
  posix_spawnattr_setflags: {args: ['ptr', 'i16'], returns: 'i32'},
  posix_spawnattr_setpgroup: {args: ['ptr', 'i32'], returns: 'i32'},
  posix_spawnattr_setsigdefault: {args: ['ptr', 'ptr'], returns: 'i32'},
  posix_spawn_file_actions_init: {args: ['ptr'], returns: 'i32'},
  posix_spawn_file_actions_destroy: {args: ['ptr'], returns: 'i32'},
  posix_spawn_file_actions_adddup2: {args: ['ptr', 'i32', 'i32'], returns: 'i32'},
  sigemptyset: {args: ['ptr'], returns: 'i32'},
  sigaddset: {args: ['ptr', 'i32'], returns: 'i32'},
  signal: {args: ['i32', 'usize'], returns: 'usize'},
  waitpid: {args: ['i32', 'ptr', 'i32'], returns: 'i32'},
  pipe: {args: ['ptr'], returns: 'i32'},
  fcntl: {args: ['i32', 'i32', 'i32'], returns: 'i32'},
} as const;

const load = (platform: NodeJS.Platform) => libcFunctions(platform, declarations);
type Loaded = NonNullable<ReturnType<typeof load>>;

/** Undefined where the C library cannot be called: the runtime's spawn() starts the program instead. */
export function posix({platform}: Io): Posix | undefined {
  const loaded = load(platform);
  return loaded && new Libc(loaded, platform);
}

// Larger than posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t of every C library.
const opaqueBytes = 1024;
const flags = {setGroup: 0x02, setDefaultSignals: 0x04};
const waitFlags = {noHang: 1, untraced: 2};
/** SIG_IGN of <signal.h>. */
const ignoreHandler = 1;
// <fcntl.h>: F_SETFD, FD_CLOEXEC, F_SETFL.
const [setDescriptorFlags, closeOnExec, setStatusFlags] = [2, 1, 4];

class Libc implements Posix {
  readonly #ffi: Loaded['ffi'];
  readonly #calls: Loaded['functions'];
  readonly #isLinux: boolean;

  constructor({ffi, functions}: Loaded, platform: NodeJS.Platform) {
    this.#ffi = ffi;
    this.#calls = functions;
    this.#isLinux = platform === 'linux';
  }

  spawn(file: string, words: readonly Buffer[], options: SpawnOptions): number {
    const calls = this.#calls;
    const [attributes, actions, defaults] = [opaque(), opaque(), opaque()];
    calls.posix_spawnattr_init(attributes);
    calls.posix_spawn_file_actions_init(actions);
    calls.sigemptyset(defaults);
    for (const signal of options.defaultSignals) calls.sigaddset(defaults, signal);
    if (this.#isLinux) addOwnSignals(defaults);
    calls.posix_spawnattr_setsigdefault(attributes, defaults);
    // Group 0 means a new group, which has the program's own ID.
    calls.posix_spawnattr_setpgroup(attributes, 0);
    calls.posix_spawnattr_setflags(attributes, flags.setDefaultSignals | (options.ownGroup ? flags.setGroup : 0));
    for (const [own, pds] of options.descriptors) calls.posix_spawn_file_actions_adddup2(actions, pds, own);
    const pid = new Int32Array(1);
    const argv = this.#vector(words);
    const environment = this.#vector(options.environment);
    const path = Buffer.from(`${file}\0`, 'latin1');
    const errno = calls.posix_spawn(pid, path, actions, attributes, argv.pointers, environment.pointers);
    calls.posix_spawn_file_actions_destroy(actions);
    calls.posix_spawnattr_destroy(attributes);
    if (errno !== 0) throw new StartFailure(errorName(errno));
    return pid[0] ?? 0;
  }

  /** A char *[] of NUL-terminated strings. `block` holds their bytes and must outlive the pointers. */
  #vector(entries: readonly Buffer[]): {pointers: BigUint64Array; block: Buffer} {
    // An empty block has no address.
    const block = Buffer.concat([...entries, Buffer.alloc(1)]);
    const pointers = new BigUint64Array(entries.length + 1);
    let address = BigInt(this.#ffi.ptr(block));
    for (let index = 0; index < entries.length; index++) {
      pointers[index] = address;
      address += BigInt(entries[index]?.length ?? 0);
    }
    return {pointers, block};
  }

  wait(of: number): {pid: number; result: WaitResult} | undefined {
    const status = new Int32Array(1);
    const pid = this.#calls.waitpid(of, status, waitFlags.noHang | waitFlags.untraced);
    return pid > 0 ? {pid, result: resultOf(status[0] ?? 0)} : undefined;
  }

  pipe(): Pipe | undefined {
    const ends = new Int32Array(2);
    if (this.#calls.pipe(ends) !== 0) return undefined;
    const [reader = -1, writer = -1] = ends;
    // Programs get these only as their stdin, stdout or stderr.
    for (const end of ends) this.setInheritable(end, false);
    return {reader, writer};
  }

  makeBlocking(descriptor: number): void {
    // O_NONBLOCK is the only flag that the end of a pipe has.
    this.#calls.fcntl(descriptor, setStatusFlags, 0);
  }

  setInheritable(descriptor: number, isInheritable: boolean): void {
    this.#calls.fcntl(descriptor, setDescriptorFlags, isInheritable ? 0 : closeOnExec);
  }

  ignore(signal: number): void {
    this.#calls.signal(signal, ignoreHandler);
  }

  takeRealTimeSignals(listener: (signal: number) => void, except: ReadonlySet<number>): void {
    if (!this.#isLinux) return;
    const [notes, source] = [this.pipe(), this.pipe()];
    if (notes === undefined || source === undefined) return;
    fs.writeSync(source.writer, noteSignal);
    fs.closeSync(source.writer);
    const take = this.#compiled(`/proc/self/fd/${source.reader}`);
    fs.closeSync(source.reader);
    // The C library keeps the first two, 32 and 33, to itself.
    for (let signal = 34; signal <= 64; signal++) if (!except.has(signal)) take?.(signal, notes.writer);
    void follow(notes.reader, listener);
  }

  /** Undefined where nothing can be compiled: then these signals do to pd what they do to any program. */
  #compiled(source: string): ((signal: number, descriptor: number) => void) | undefined {
    try {
      return this.#ffi.cc({source, symbols: {take: {args: ['i32', 'i32'], returns: 'void'}}}).symbols.take;
    } catch {
      return undefined;
    }
  }
}

/**
 * What a signal handler may do is little, and none of it is JavaScript: the signal may come in the middle of allocating
 * memory. So it writes the number of the signal to a pipe.
 */
const noteSignal = `
extern long write(int, const void *, unsigned long);
extern void *signal(int, void (*)(int));
extern int *__errno_location(void);
static int notes;
static void note(int number) {
  int before = *__errno_location();
  unsigned char byte = number;
  write(notes, &byte, 1);
  *__errno_location() = before;
}
void take(int number, int descriptor) {
  notes = descriptor;
  signal(number, note);
}
`;

async function follow(descriptor: number, listener: (signal: number) => void): Promise<void> {
  for await (const bytes of Bun.file(descriptor).stream()) for (const signal of bytes) listener(signal);
}

/** The C library's own two, 32 and 33, which it would leave ignored, and which sigaddset() refuses. */
function addOwnSignals(set: Uint8Array): void {
  const bits = new DataView(set.buffer);
  bits.setBigUint64(0, bits.getBigUint64(0, true) | (3n << 31n), true);
}

const opaque = (): Uint8Array => new Uint8Array(opaqueBytes);

/** Decodes a status as <sys/wait.h> does. */
function resultOf(status: number): WaitResult {
  const low = status & 0x7f;
  if (low === 0) return {kind: 'exited', status: (status >> 8) & 0xff};
  return low === 0x7f ? {kind: 'stopped'} : {kind: 'killed', signal: low};
}
