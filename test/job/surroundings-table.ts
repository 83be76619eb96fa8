import {aMinute} from '../support/long-job.ts';

/** A script for bash, in which $RUN stands for `pd events run --` or for nothing. Both must do the same. */
export interface Surrounding {
  name: string;
  script: string;
  /** A script that fails where the machine has not what is needed. */
  needs?: string;
}

const waitFor = (file: string): string => `until [ -e ${file} ]; do sleep 0.02; done`;

/** The job says what it gets, as soon as it is ready to get it. */
const signalled = (signal: string): Surrounding => ({
  name: `the signal ${signal}`,
  script: `$RUN bash -c 'trap "echo got it; exit 9" ${signal}; : > ready; ${aMinute}' 2> said &
    ${waitFor('ready')}; kill -${signal} $!; wait $!; echo $?`,
});

const memoryDenyWriteExecute = `perl -e 'syscall(157, 65, 1, 0, 0, 0) == 0 or exit 1; exec @ARGV'`;
const isX64 = `[ "$(uname -sm)" = "Linux x86_64" ]`;
const isLinux = `[ "$(uname -s)" = Linux ]`;

const programs: Surrounding[] = [
  {name: 'an exit status', script: `$RUN sh -c 'exit 37'`},
  {name: 'death by a signal', script: `{ $RUN sh -c 'kill -KILL $$'; } 2> /dev/null; echo $?`},
  {
    name: 'no such command',
    script: `$RUN nosuch 2> /dev/null; $RUN ./nosuch 2> /dev/null; $RUN '' 2> /dev/null; echo $?`,
  },
  {name: 'a folder', script: `$RUN /etc 2> /dev/null; echo $?`},
  {name: 'a file that may not be run', script: `: > plain; $RUN ./plain 2> /dev/null; echo $?`},
  {name: 'a script without #!', script: `printf 'echo "$1"; exit 3' > job; chmod +x job; $RUN ./job hi`},
  {name: 'an empty file', script: `: > job; chmod +x job; $RUN ./job`},
  {
    name: 'a program for another processor',
    script: `{ printf '\\177ELF\\2\\1\\1'; head -c 200 /dev/zero; } > job; chmod +x job; $RUN ./job 2> /dev/null; echo $?`,
  },
  {
    name: 'a byte-order mark before #!',
    script: `printf '\\357\\273\\277#!/bin/sh\\necho ran' > job; chmod +x job; $RUN ./job 2> /dev/null`,
  },
  {name: 'an empty element in PATH', script: `printf 'echo here' > job; chmod +x job; PATH=":$PATH" $RUN job`},
];

const handedDown: Surrounding[] = [
  {name: 'an argument that is not UTF-8', script: `$RUN printf '%s' $'caf\\xe9' | od -c`},
  {name: 'a variable that is not UTF-8', script: `X=$'caf\\xe9' $RUN printenv X | od -c`},
  {name: 'a program that is not UTF-8', script: `ln -s "$(type -P echo)" $'caf\\xe9'; $RUN ./$'caf\\xe9' hi`},
  {name: 'a folder that is not UTF-8', script: `mkdir $'caf\\xe9'; cd $'caf\\xe9'; $RUN pwd | tail -c 6 | od -c`},
  {name: 'no environment', script: `env -i $RUN "$(command -v env)" 2> /dev/null`},
  {name: 'empty arguments, and those that look like flags', script: `$RUN printf '[%s]' '' a '' --dry-run -- -k ''`},
  {name: '8,000 arguments', script: `$RUN printf '%s,' $(seq 8000) | cksum`},
  {name: '<(…)', script: `$RUN cat <(echo hi) <(echo there)`, needs: isLinux},
  {name: 'descriptors 3 and up', script: `$RUN sh -c 'echo three >&3; cat <&7' 3> three 7< <(echo seven); cat three`},
  {
    name: 'a lock on 9',
    script: `exec 9> lock; flock 9; $RUN sh -c 'flock -n lock true || echo locked'`,
    needs: 'flock -V',
  },
  {
    name: 'no descriptor too many',
    script: `$RUN sh -c 'for n in 3 4 5 6 7 8 9; do : <&$n && echo $n; done' 2> /dev/null`,
  },
  {name: 'umask and niceness', script: `umask 027; nice -n 5 $RUN sh -c 'umask; nice'`},
  {name: 'the limits', script: `ulimit -Sn 512; $RUN bash -c 'ulimit -a; ulimit -Ha'`},
  {name: 'dispositions', script: `$RUN grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status; echo`, needs: isLinux},
  {name: 'nohup', script: `nohup bash -c "$RUN sh -c 'kill -HUP \\$PPID \\$\\$; sleep 0.1; echo survived'; true"`},
  {name: 'INT ignored, in the background of a script', script: `$RUN sh -c 'kill -INT $$; echo survived' & wait $!`},
  {name: 'PIPE ignored', script: `trap '' PIPE; $RUN grep SigIgn /proc/self/status; true`, needs: isLinux},
  {name: 'TERM ignored', script: `trap '' TERM; $RUN sh -c 'kill -TERM $$; echo survived'; true`},
];

const streams: Surrounding[] = [
  {name: 'stdin', script: `head -c 300000 /dev/urandom > random; $RUN cat < random | cmp - random && echo same`},
  {name: 'bytes of all kinds', script: `head -c 300000 /dev/urandom > random; $RUN cat random | cmp - random; echo $?`},
  {name: 'much output', script: `$RUN sh -c 'yes | head -c 20000000' | cksum`},
  {
    name: 'one place for both outputs',
    script: `$RUN sh -c 'for i in 1 2 3 4; do echo o$i; echo e$i >&2; done' > both 2>&1; cat both`,
  },
  {
    name: 'a full disk',
    script: `$RUN sh -c 'yes | head -c 300000; : > done; exit 3' > /dev/full 2> /dev/null; echo $?; ls done`,
  },
  {name: 'a reader that leaves', script: `$RUN yes | head -1; echo "\${PIPESTATUS[0]}"`},
  {name: 'stdin closed', script: `$RUN cat <&-`},
  {name: 'stdout closed', script: `$RUN sh -c 'echo x; echo $?  >&2' >&-`},
  {name: 'stderr closed', script: `$RUN sh -c 'echo y; echo x >&2; echo $?' 2>&-`},
  {name: 'all three closed', script: `$RUN sh -c 'echo z > mark' <&- >&- 2>&-; cat mark`},
  {
    name: 'a child left in the background',
    script: `$RUN sh -c '(sleep 0.6; echo late; echo later; echo survived > mark) & echo now' > log; ${waitFor('mark')}; cat log mark`,
  },
  {
    name: 'a child left in the background, with a pipe',
    script: `{ $RUN sh -c '(sleep 0.6; echo late; echo late; echo survived > mark) & echo now'; ${waitFor('mark')}; } | { read -r first; echo "$first"; cat > rest; }; cat mark`,
  },
];

const places: Surrounding[] = [
  {name: 'a folder that was deleted', script: `mkdir gone; cd gone; rmdir ../gone; $RUN sh -c 'echo ran'`},
  {name: 'ulimit -n 12', script: `ulimit -n 12; $RUN sh -c 'echo ran'`},
  {name: 'ulimit -s 256', script: `ulimit -s 256; $RUN sh -c 'echo ran'`},
  {name: 'ulimit -v 500000', script: `ulimit -v 500000; $RUN sh -c 'echo ran; exit 5'`},
  {
    name: 'MemoryDenyWriteExecute',
    script: `${memoryDenyWriteExecute} $RUN_OR_ENV sh -c 'echo ran; exit 5'`,
    needs: `${isX64} && ${memoryDenyWriteExecute} true`,
  },
  {
    name: 'no /dev/null',
    script: `unshare -m sh -c 'mount -t tmpfs none /dev; exec "$@"' sh $RUN_OR_ENV sh -c 'echo ran; exit 5'`,
    needs: 'unshare -m true',
  },
  {
    name: 'PID 1',
    script: `unshare -pf --mount-proc $RUN_OR_ENV sh -c '(sleep 0.02 &); (sleep 0.02 &); sleep 0.1; while grep -q "(sleep)" /proc/[0-9]*/stat 2> /dev/null; do sleep 0.05; done; echo collected; exit 4'`,
    needs: 'unshare -pf --mount-proc true',
  },
  {name: 'setsid', script: `setsid -w $RUN_OR_ENV sh -c 'echo hi; exit 4'`, needs: 'setsid -w true'},
  {name: 'timeout', script: `timeout 0.3 $RUN_OR_ENV sleep 20; echo $?`, needs: 'timeout 1 true'},
];

const signals = ['HUP', 'TERM', 'ALRM', 'USR1', 'USR2', 'XCPU', 'VTALRM', 'PROF', 'IO'].map(signalled);
const realTime = ['35', '40', '64'].map(signalled).map(one => ({...one, needs: isLinux}));

export const surroundings: readonly Surrounding[] = [
  ...programs,
  ...handedDown,
  ...streams,
  ...places,
  ...signals,
  ...realTime,
];
