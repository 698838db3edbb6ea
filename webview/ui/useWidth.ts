import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** The width of an element in pixels, kept up to date; 0 until it is in the page. */
export function useWidth<Element extends HTMLElement>(
  given?: RefObject<Element | null>,
): [RefObject<Element | null>, number] {
  const own = useRef<Element | null>(null);
  const element = given ?? own;
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return [element, width];
}
