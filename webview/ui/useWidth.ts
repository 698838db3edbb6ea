import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The width of an element in pixels, kept up to date; known before the element is first painted. */
export function useWidth<Element extends HTMLElement>(
  given?: RefObject<Element | null>,
): [RefObject<Element | null>, number] {
  const own = useRef<Element | null>(null);
  const element = given ?? own;
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    // What the observer will report: the elements that are measured have no padding.
    setWidth(element.current.clientWidth);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return [element, width];
}
