/** The one function that the page uses; @types/react-dom is not among the project's packages. */
declare module 'react-dom/server' {
  import type { ReactNode } from 'react';
  export function renderToStaticMarkup(node: ReactNode): string;
}
