/** Makes the value when it is first asked for, and keeps it. A failure to make it is not kept, but a rejected promise is. */
export function once<T>(make: () => T): () => T {
  let made: {value: T} | undefined;
  return () => {
    made ??= {value: make()};
    return made.value;
  };
}
