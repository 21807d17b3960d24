//! The segments of a shop: one document a line, or documents as strings in an answer of BatchGetTraces.

use std::fmt::Write;

use super::random::Random;

/// One segment document a line.
pub fn lines(spans: usize) -> String {
    documents(spans).into_iter().map(|(_, document)| document + "\n").collect()
}

/// The same documents as BatchGetTraces answers them: as strings.
pub fn batch(spans: usize) -> String {
    let mut out = r#"{"Traces":["#.to_owned();
    for (index, (trace, document)) in documents(spans).into_iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let quoted = serde_json::Value::String(document);
        write!(out, r#"{comma}{{"Id":"{trace}","Duration":0.4,"LimitExceeded":false,"#).unwrap();
        write!(out, r#""Segments":[{{"Id":"{index:016x}","Document":{quoted}}}]}}"#).unwrap();
    }
    out + r#"],"UnprocessedTraceIds":[]}"#
}

/// A shop: each segment serves a request and makes four calls, one of them to a database.
fn documents(spans: usize) -> Vec<(String, String)> {
    const CALLS: usize = 4;
    let mut random = Random(7);
    let mut out = Vec::new();
    for index in 0..spans / (CALLS + 1) {
        let trace = format!("1-{:08x}-{:024x}", 0x6500_0000 + index / 100, random.next() as u128);
        let start = 1_694_498_816.0 + index as f64 * 0.037;
        let service = ["gateway", "order", "payment", "inventory", "notification"][index % 5];
        let mut text = format!(
            r#"{{"trace_id":"{trace}","id":"{:016x}","name":"{service}.shop.local","start_time":{start:.6},"#,
            random.next()
        );
        text += r#""service":{"runtime":"node","runtime_version":"v20.20.2","version":"1.4.2"},"#;
        text += r#""aws":{"xray":{"sdk":"X-Ray for Node.js","sdk_version":"3.12.0"},"ec2":{"instance_id":"i-0b5a4678fc325bg98","availability_zone":"us-west-2c"}},"#;
        let item = random.next() % 1000;
        let status = if random.next().is_multiple_of(50) { 500 } else { 200 };
        write!(text, r#""http":{{"request":{{"method":"POST","url":"https://{service}.shop.local/cart/{item}","client_ip":"10.0.0.{}","user_agent":"Mozilla/5.0 (X11; Linux x86_64)"}},"response":{{"status":{status}}}}},"#, index % 250).unwrap();
        write!(text, r#""annotations":{{"order_type":"express","user_id":{},"region":"eu-west-1","retry":false}},"#, random.next() % 5000).unwrap();
        text += r#""metadata":{"default":{"request":{"items":[1,2,3],"coupon":null,"note":"a \"quoted\" note"}}},"subsegments":["#;
        for call in 0..CALLS {
            let comma = if call > 0 { "," } else { "" };
            let (from, to) = (start + call as f64 * 0.02, start + call as f64 * 0.02 + 0.018);
            let id = random.next();
            write!(text, r#"{comma}{{"id":"{id:016x}","start_time":{from:.6},"end_time":{to:.6},"#)
                .unwrap();
            text += match call {
                0 => {
                    r#""name":"shop@db.internal","namespace":"remote","sql":{"url":"postgres://db.internal:5432/shop","database_version":"PostgreSQL 15.4","user":"app","sanitized_query":"SELECT n FROM stock WHERE sku = $1"}}"#
                }
                1 => {
                    r#""name":"DynamoDB","namespace":"aws","aws":{"operation":"GetItem","region":"eu-west-1","table_name":"carts","request_id":"CAU23OM6M8FO38UASGC7785ARVV4KQNSO5AEMVJF66Q9ASUAAJG","resource_names":["carts"]},"http":{"response":{"status":200,"content_length":60}}}"#
                }
                2 => {
                    r#""name":"inventory.shop.local","namespace":"remote","http":{"request":{"url":"https://inventory.shop.local/stock","method":"GET","traced":true},"response":{"status":200,"content_length":86}}}"#
                }
                _ => "\"name\":\"## render\"}",
            };
        }
        write!(text, r#"],"end_time":{:.6}}}"#, start + 0.1).unwrap();
        out.push((trace, text));
    }
    out
}
