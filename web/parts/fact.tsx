/** A named value in a list of facts; nothing without a value. */
export function Fact({ name, text }: { readonly name: string; readonly text: string | undefined }) {
  if (text === undefined || text === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
