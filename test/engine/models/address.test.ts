import { describe, expect, it } from "vitest";
import { checkedAddress, checkResolved } from "../../../src/engine/models/address";

describe("an address to send a replay to", () => {
  it.each([
    "https://api.openai.com/v1",
    "https://10.0.0.5:8443/v1",
    "http://localhost:11434/v1",
    "http://127.0.0.1:1",
    "http://[::1]:8000",
  ])("may be %s", (address) => {
    expect(checkedAddress(address).href).toContain("://");
  });

  it.each([
    ["http://api.openai.com/v1", "without encryption"],
    ["http://192.168.1.5:11434", "without encryption"],
    ["ftp://host/x", "no https address"],
    ["not an address", "no https address"],
    ["https://user:secret@host/v1", "carries a password"],
    ["http://169.254.169.254/latest", "link-local or metadata"],
    ["https://169.254.169.254/latest", "link-local or metadata"],
    ["https://2852039166/", "link-local or metadata"], // 169.254.169.254 as one number
    ["https://0xa9fea9fe/", "link-local or metadata"],
    ["https://[fe80::1]/", "link-local or metadata"],
    ["https://[::ffff:169.254.169.254]/", "link-local or metadata"],
    ["https://metadata.google.internal./", "link-local or metadata"],
    ["https://100.100.100.200/", "link-local or metadata"],
    ["https://0.0.0.0/", "link-local or metadata"],
  ])("may not be %s", (address, why) => {
    expect(() => checkedAddress(address)).toThrow(why);
  });

  it("may not be a name that stands for a metadata address", async () => {
    const url = checkedAddress("https://innocent.example/v1");
    await expect(
      checkResolved(url, () => Promise.resolve(["93.184.216.34", "169.254.169.254"])),
    ).rejects.toThrow("innocent.example stands for a link-local or metadata address, so nothing was sent.");
    await expect(checkResolved(url, () => Promise.resolve(["93.184.216.34"]))).resolves.toBeUndefined();
    await expect(checkResolved(url, () => Promise.reject(new Error("ENOTFOUND")))).resolves.toBeUndefined();
  });
});
