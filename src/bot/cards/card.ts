/**
 * What our cards can show, as a closed union. A builder per card makes one of these; three pure converters
 * draw it: Adaptive Card (teams/to-adaptive-card.ts), Slack blocks, and text (to-text.ts).
 *
 * A button is a pre-typed command: `command` and `args` with ids and the plan hash, never state. All of it
 * can be typed as well, and all of it is checked again on the server.
 */
export interface Card {
  title: string;
  /** Small line under the title: project, pass, time. */
  subtitle?: string;
  tone?: Tone;
  parts: Part[];
}

export type Tone = 'neutral' | 'accent' | 'good' | 'warning' | 'bad';

export type Part =
  | { kind: 'text'; text: string; tone?: Tone; small?: boolean }
  | { kind: 'facts'; facts: { label: string; value: string }[] }
  | { kind: 'table'; columns: string[]; rows: string[][] /** Rows not shown. */; more?: number }
  | { kind: 'progress'; label: string; value: number; max: number; tone?: Tone }
  | { kind: 'chart'; shape: 'donut' | 'bars'; title: string; points: ChartPoint[]; unit?: string }
  | { kind: 'notice'; tone: Tone; text: string }
  | { kind: 'code'; text: string }
  /** Names people so that their chat tells them: "Sam Okoye, Pia Lang: please decide." */
  | { kind: 'mention'; people: { objectId: string; name: string }[]; text: string }
  | { kind: 'input'; input: Input }
  | { kind: 'buttons'; buttons: Button[] };

export interface ChartPoint {
  label: string;
  value: number;
  tone?: Tone;
}

/** The value of an input arrives in the command's args under its id, as a string. */
export type Input =
  | {
      type: 'text';
      id: string;
      label: string;
      placeholder?: string;
      value?: string;
      required?: string;
      multiline?: boolean;
      maxLength?: number;
    }
  | {
      type: 'choice';
      id: string;
      label: string;
      value?: string;
      required?: string;
      choices: { title: string; value: string }[];
    };

export type Button =
  | {
      label: string;
      command: string;
      args?: Record<string, string | number>;
      style?: 'positive' | 'destructive';
      /** false: the click sends no inputs and does not check them (Cancel, Refresh). */
      withInputs?: boolean;
    }
  | { label: string; url: string };
