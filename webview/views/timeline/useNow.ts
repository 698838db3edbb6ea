import { useEffect, useState } from "preact/hooks";

/** The present in microseconds, once a second while `isRunning`; undefined otherwise. */
export function useNow(isRunning: boolean): number | undefined {
  const [nowUs, setNowUs] = useState(() => Date.now() * 1000);
  useEffect(() => {
    if (!isRunning) return undefined;
    setNowUs(Date.now() * 1000);
    const timer = setInterval(() => setNowUs(Date.now() * 1000), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return isRunning ? nowUs : undefined;
}
