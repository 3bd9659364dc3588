/**
 * Why a start fails, for the person who sees it: what happened and what to do, in a sentence or two and never as a stack. The
 * reasons come from Node, from SQLite and from workerd, each in its own words.
 */

/** A reason not to start that is said as it is. */
export class StartError extends Error {}

interface Reason {
  /** What the error, or the runtime beside it, says. */
  readonly words: RegExp;
  /** `place` is the path that the error names, else the state folder. */
  readonly say: (place: string) => string;
}

const ELSEWHERE = "or choose another folder with --state";

/** The first that fits is said. */
const REASONS: readonly Reason[] = [
  {
    words: /ENOSPC|EDQUOT|SQLITE_FULL|disk is full|no space left/i,
    say: (place) => `The disk of ${place} is full. Free some space, ${ELSEWHERE}.`,
  },
  {
    words:
      /EROFS|EACCES|EPERM|SQLITE_(?:READONLY|PERM|AUTH)|readonly database|permission denied|read-only file system|not permitted/i,
    say: (place) => `${place} is not writable. Give this user write permission, ${ELSEWHERE}.`,
  },
  {
    words: /SQLITE_(?:CORRUPT|NOTADB)|not a database|image is malformed/,
    say: (place) => `A database in ${place} is damaged. Restore the folder from a backup, ${ELSEWHERE} to start empty.`,
  },
  {
    words: /SQLITE_IOERR|\bEIO\b|disk I\/O error/,
    say: (place) => `The disk of ${place} has read or write errors. Check the disk, ${ELSEWHERE}.`,
  },
  {
    words: /ENOTDIR|EISDIR|EEXIST|not a directory|is a directory|tryOpen(?:Subdir|File)/i,
    say: (place) => `${place} is a file where a folder should be, or the reverse. Move it away, ${ELSEWHERE}.`,
  },
  {
    words: /SQLITE_CANTOPEN|unable to open database/,
    say: (place) => `A database in ${place} cannot be opened. Check the file and its permissions, ${ELSEWHERE}.`,
  },
  {
    words: /EADDRINUSE|ERR_ADDRESS_IN_USE/,
    say: () => "The port is taken. Choose another port with --port, or --port 0 for any free port.",
  },
];

/** What to say of an error that ended a start. */
export function explainStart(error: unknown, stateDir: string): string {
  if (error instanceof StartError) return error.message;
  const { message, code, path, runtime } = describe(error);
  const said = `${code} ${message} ${runtime}`;
  const reason = REASONS.find(({ words }) => words.test(said));
  return reason === undefined ? `Fillcast cannot start: ${firstLine(message)}` : reason.say(path ?? stateDir);
}

/** An error as Node, SQLite and scripts/serve.ts make it. */
interface Described {
  readonly message: string;
  readonly code: string;
  /** The file that it is about. */
  readonly path: string | null;
  /** What workerd said until then. */
  readonly runtime: string;
}

function describe(error: unknown): Described {
  const { message = String(error), code = "", path = null, runtime = "" } = (error ?? {}) as Partial<Described>;
  return { message, code, path, runtime };
}

/** Without the place of a stack, should the message have one. */
function firstLine(message: string): string {
  const line = message.split("\n").find((text) => text.trim() !== "") ?? "unknown reason";
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
