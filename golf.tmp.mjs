import { buildSync } from "esbuild"; import { minify } from "terser"; import { gzipSync } from "node:zlib"; import {readFileSync, writeFileSync} from "node:fs";
const src = readFileSync("client/build.mjs","utf8"); const names = /OWN_NAMES = `([^`]*)`/.exec(src)[1].trim().split(/\s+/);
const bundle = buildSync({ entryPoints:["client/src/lightspeed.ts"], bundle:true, write:false, format:"esm", target:"es2020", mangleProps:new RegExp(`^(${names.join("|")})$`)});
const t0 = bundle.outputFiles[0].text;
const let_ = t0.replace(/^(\s*|\s*for \()const /gm,"$1let ").replace(/\bfor \(const /g,"for (let ");
async function m(t,o={},f={}) { const { code } = await minify(t, {module:true, ecma:2020, compress:{passes:3,pure_getters:true,unsafe_arrows:true,lhs_constants:false,...o}, format:{inline_script:false}}); return code+"\n"; }
const show=(n,c)=>console.log(n,c.length,gzipSync(c,{level:9}).length);
const base=await m(t0); show("base",base);
show("let", await m(let_)); 
show("let+unsafe", await m(let_,{unsafe:true,unsafe_methods:true,unsafe_comps:true,unsafe_undefined:true})); 
const L = await m(let_,{unsafe_methods:true,unsafe_comps:true,unsafe_undefined:true, booleans_as_integers:false}); show("let+uns2",L);
for (const o of [{reduce_vars:false},{sequences:false},{sequences:2},{conditionals:false},{if_return:false},{comparisons:false},{inline:1},{inline:2},{arrows:false},{computed_props:false},{dead_code:false},{switches:false},{typeofs:false},{reduce_funcs:false},{join_vars:false},{collapse_vars:false},{hoist_funs:true},{hoist_vars:true},{toplevel:true},{pure_getters:false}]) show(JSON.stringify(o), await m(let_,{unsafe_methods:true,unsafe_comps:true,unsafe_undefined:true,...o}));
writeFileSync("/tmp/let.js",L);
import { transformSync } from "esbuild";
const o2={unsafe:true,unsafe_methods:true,unsafe_comps:true,unsafe_undefined:true,hoist_funs:true};
show("best", await m(let_,o2));
{ const { code } = await minify(let_, {module:true, ecma:2020, mangle:false, compress:{passes:3,pure_getters:true,unsafe_arrows:true,lhs_constants:false,...o2}});
 const r = transformSync(code,{minify:true,format:"esm",target:"es2020"}).code; show("terser compress, esbuild mangle", r);
 const r2 = transformSync(code,{minifyIdentifiers:true,minifyWhitespace:true,format:"esm",target:"es2020"}).code; show("terser compress, esbuild mangle only", r2);
 const r3 = transformSync(code,{minifyIdentifiers:true,minifyWhitespace:true,format:"iife",target:"es2020"}).code; show("iife", r3);
 writeFileSync("/tmp/r2.js", r2);
}
{ const c=await m(let_,o2); for (const q of [1,2,3]) { const {code}=await minify(let_,{module:true,ecma:2020,compress:{passes:3,pure_getters:true,unsafe_arrows:true,lhs_constants:false,...o2},format:{quote_style:q,wrap_iife:false,semicolons:true}}); show("q"+q,code);}
 const {code}=await minify(let_,{module:true,ecma:2020,compress:{passes:3,pure_getters:true,unsafe_arrows:true,lhs_constants:false,...o2},format:{semicolons:false}}); show("nosemi",code);}
