// marginal gzip cost of each module: bundle with its exports stubbed
import { build } from "esbuild"; import { minify } from "terser"; import { gzipSync } from "node:zlib"; import {readFileSync, readdirSync} from "node:fs";
const src = readFileSync("client/build.mjs","utf8"); const names = /OWN_NAMES = `([^`]*)`/.exec(src)[1].trim().split(/\s+/);
const mp=new RegExp(`^(${names.join("|")})$`);
async function size(stub){ 
 const plugin={name:"s",setup(b){ b.onLoad({filter:/src\/[a-z]+\.ts$/},a=>{ const f=a.path.split("/").pop(); if(f!==stub) return; const t=readFileSync(a.path,"utf8"); 
  const ex=[...t.matchAll(/^export (?:async )?(?:function|const|class|abstract class) (\w+)/gm)].map(m=>m[1]);
  return {contents: ex.map(n=>`export const ${n}=globalThis.${n[0]};`).join("\n"), loader:"ts"}; }); }};
 const r=await build({entryPoints:["client/src/lightspeed.ts"],bundle:true,write:false,format:"esm",target:"es2020",mangleProps:mp,plugins:[plugin],logLevel:"silent"});
 const text=r.outputFiles[0].text.replace(/^(\s*(?:for \()?)const /gm,"$1let ");
 const {code}=await minify(text,{module:true,ecma:2020,compress:{passes:3,hoist_funs:true,lhs_constants:false,pure_getters:true,unsafe:true,unsafe_arrows:true,unsafe_comps:true,unsafe_methods:true,unsafe_undefined:true}});
 return gzipSync(code+"\n",{level:9}).length;}
const all=await size(null); console.log("all",all);
const out=[]; for(const f of readdirSync("client/src")) if(f!=="lightspeed.ts") out.push([all-await size(f),f]);
out.sort((a,b)=>b[0]-a[0]); for(const [n,f] of out) console.log(n,f);
