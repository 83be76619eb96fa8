/** What may be completed by name. */
export const accountKinds = ['services', 'users', 'teams', 'schedules', 'policies', 'incidents'] as const;
/** Those that are in the account. */
export type AccountKind = (typeof accountKinds)[number];
export type NameKind = AccountKind | 'profiles' | 'routes' | 'paths';

/** Something in the account that a word of the command line may mean. */
export interface Named {
  id: string;
  /** Its name; the number of an incident. */
  name: string;
  /** What tells it from others: the title of an incident, the address of a user. */
  text: string;
}

/** What is offered in place of the word at the cursor. */
export interface Offer {
  word: string;
  text: string;
}
