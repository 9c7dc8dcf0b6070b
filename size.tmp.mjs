import { buildSync } from "esbuild"; import { minify } from "terser"; import { gzipSync } from "node:zlib"; import {readFileSync, readdirSync} from "node:fs";
const src = readFileSync("client/build.mjs","utf8"); const names = /OWN_NAMES = `([^`]*)`/.exec(src)[1].trim().split(/\s+/);
const mp=new RegExp(`^(${names.join("|")})$`);
const all = readFileSync("/tmp/let.js");
let base=gzipSync(all,{level:9}).length;
for (const f of readdirSync("client/src")) {
 const b=buildSync({entryPoints:["client/src/"+f],bundle:true,external:["./*"],write:false,format:"esm",target:"es2020",mangleProps:mp});
 const {code}=await minify(b.outputFiles[0].text,{module:true,ecma:2020,compress:{passes:3,pure_getters:true,unsafe_arrows:true}});
 const c=code.replace(/import\{[^}]*\}from"[^"]*";|export\{[^}]*\};/g,"");
 // conditional size: gz(all+piece)-gz(all) is ~0; use share
 console.log(f.padEnd(16), c.length, gzipSync(c,{level:9}).length-20);
}
