(function(){
var f=document.forms[0],d=document.documentElement,slug=d.dataset.slug,kiosk=d.dataset.kiosk,store,timer,wait=4000,going;
try{store=localStorage}catch(e){}
function put(k,v){try{v?store.setItem('door-'+k+'-'+slug,v):store.removeItem('door-'+k+'-'+slug)}catch(e){}}
function get(k){try{return store.getItem('door-'+k+'-'+slug)}catch(e){}}
if(parent!==window){var say=function(){parent.postMessage({firstbell:slug,height:d.offsetHeight},'*')};
new ResizeObserver(say).observe(document.body);say()}
if(d.dataset.done){put('words');put('unsent')}
if(!f||!f.dataset.keep){return}
var strip=document.getElementById('unsent');
function show(){strip.hidden=false}
function words(){var o={};new FormData(f).forEach(function(v,k){if(f.elements[k]&&f.elements[k].type!=='hidden'&&!/^(contact|news)$/.test(k)&&k!==d.dataset.trap)o[k]=v});return o}
function send(body){clearTimeout(timer);going=1;
fetch(f.action,{method:'POST',headers:{'Content-Type':'application/x-www-form-urlencoded'},body:body,credentials:'omit'}).then(function(r){
if(r.redirected){put('unsent');put('words');location.replace(r.url)}
else if(r.status>499){throw 0}
else{put('unsent');going=0;fill(body);f.submit()}
}).catch(function(){going=0;if(!kiosk)put('unsent',body);show();timer=setTimeout(function(){send(body)},wait);wait=Math.min(wait*2,60000)})}
function fill(body){new URLSearchParams(body).forEach(function(v,k){var e=f.elements[k];if(!e)return;if(e.type==='checkbox')e.checked=true;else e.value=v})}
f.addEventListener('submit',function(e){e.preventDefault();if(going)return;send(new URLSearchParams(new FormData(f)).toString())});
if(kiosk){var idle,again=function(){clearTimeout(idle);idle=setTimeout(function(){location.replace(location.pathname+'?kiosk=1')},90000)};
['input','pointerdown'].forEach(function(n){addEventListener(n,again)});return}
f.addEventListener('input',function(){put('words',JSON.stringify({at:Date.now(),w:words()}))});
var old;try{old=JSON.parse(get('words'))}catch(e){}
if(old&&Date.now()-old.at<864e5&&!f.dataset.wrong)for(var k in old.w){var el=f.elements[k];if(el&&!el.value)el.value=old.w[k]}
var unsent=get('unsent');if(unsent){fill(unsent);show();send(unsent)}
addEventListener('online',function(){var b=get('unsent');if(b&&!going)send(b)});
})()
