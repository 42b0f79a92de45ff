// Figures in words. Pure but for the clock, which is an argument.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

// Decimal units, as the config has them; three digits, so that columns and bars don't jump.
export function bytes(count) {
  if (count === null || count === undefined) return '–';
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

export function clock(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  const whole = Math.max(0, Math.round(seconds));
  const two = (value) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const STEPS = [[60, 'second', 1], [3600, 'minute', 60], [86400, 'hour', 3600], [2592000, 'day', 86400], [31536000, 'month', 2592000], [Infinity, 'year', 31536000]];

// "in 5 minutes", "3 days ago".
export function relative(when, now) {
  const seconds = (Date.parse(when) - now) / 1000;
  if (Math.abs(seconds) < 45) return seconds > 0 ? 'in a moment' : 'just now';
  const [, unit, size] = STEPS.find(([limit]) => Math.abs(seconds) < limit);
  const count = Math.max(1, Math.round(Math.abs(seconds) / size));
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

export function day(when) {
  return when ? DAYS.format(new Date(when)) : '–';
}

export function moment(when) {
  return when ? MOMENTS.format(new Date(when)) : '–';
}

// Made once: each takes longer to make than hundreds of uses of it.
const DAYS = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const MOMENTS = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const COUNTS = new Intl.NumberFormat('en');

export const count = (number) => COUNTS.format(number);

export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

// A number that changes each quarter of a minute, which is as often as "5 minutes ago" is looked at.
export const quarter = () => Math.floor(Date.now() / 15_000);

const PHASES = { starting: 'Starting', downloading: 'Downloading', processing: 'Processing', adopting: 'Filing' };
const PROCESSORS = { Merger: 'joining sound and picture', VideoRemuxer: 'putting into its container', ExtractAudio: 'taking the sound', FixupM4a: 'mending the container', SponsorBlock: 'looking for segments', ModifyChapters: 'cutting segments' };

export function phase(progress) {
  const words = PHASES[progress.phase] ?? progress.phase;
  return progress.phase === 'processing' && progress.step ? `${words}: ${PROCESSORS[progress.step] ?? progress.step}` : words;
}

// Between 0 and 1, or null while nobody can know.
export function fraction(progress) {
  if (progress.phase === 'processing' || progress.phase === 'adopting') return 1;
  if (!progress.total) return null;
  return Math.min(1, progress.done / progress.total);
}

// "Downloading 45 %, 12.3 MB of 27.4 MB", for those who hear the bar.
export function spoken(progress) {
  const part = fraction(progress);
  const share = progress.phase === 'downloading' && part !== null ? ` ${Math.floor(part * 100)} %` : '';
  return `${phase(progress)}${share}${progress.phase === 'downloading' ? `, ${amount(progress)}` : ''}`;
}

export function amount(progress) {
  if (progress.phase === 'starting' || !progress.done) return '';
  return progress.total ? `${bytes(progress.done)} of ${bytes(progress.total)}` : bytes(progress.done);
}

const STATE_WORDS = { disabled: 'Off', downloading: 'Downloading', syncing: 'Looking for new', failing: 'Failing', waiting: 'Waiting', idle: 'Up to date' };

// How a feed is, for the eye ({key}, which has a colour) and in words: who is idle but has more to fetch waits for a turn.
export function standing(feed) {
  const key = feed.state === 'idle' && feed.counts.queued ? 'waiting' : feed.state;
  return { key, words: STATE_WORDS[key] ?? key };
}

export const STATUS_WORDS = { upcoming: 'Upcoming', queued: 'Queued', downloaded: 'Downloaded', error: 'Failed', skipped: 'Skipped', archived: 'Archived' };
