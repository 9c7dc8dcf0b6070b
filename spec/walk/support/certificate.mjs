// A certificate that nobody has signed but itself, for servers that are not to be trusted: { key, cert }.

import { generateKeyPairSync, sign } from "node:crypto";

const length = (size) => (size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255]);
const item = (tag, ...parts) => {
    const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
    return Buffer.concat([Buffer.from([tag, ...length(content.length)]), content]);
};
const list = (...parts) => item(0x30, ...parts);
const number = (value) => item(0x02, [value]);
const time = (text) => item(0x17, text);
const ECDSA_WITH_SHA256 = list(item(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));

export function makeCertificate(name) {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const names = list(item(0x31, list(item(0x06, [0x55, 0x04, 0x03]), item(0x0c, name))));
    const content = list(
        item(0xa0, number(2)),
        number(1),
        ECDSA_WITH_SHA256,
        names,
        list(time("200101000000Z"), time("491231235959Z")),
        names,
        publicKey.export({ type: "spki", format: "der" }),
    );
    const signature = item(0x03, [0], sign("sha256", content, privateKey));
    const text = list(content, ECDSA_WITH_SHA256, signature).toString("base64").replace(/.{64}/g, "$&\n");
    return {
        key: privateKey.export({ type: "pkcs8", format: "pem" }),
        cert: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`,
    };
}
