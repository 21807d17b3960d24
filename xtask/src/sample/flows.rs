//! What the shop does with a visit.

use super::RELEASE;
use super::document::{Cause, Entity, Exception, Field, Frame, MILLISECOND, Micros, fields};
use super::shop::{
    INVENTORY, NOTIFICATION, ORDER, PAYMENT, RECOMMENDATION, SNS, Shop, Visit, request,
};

/// How a customer pays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Provider {
    A,
    B,
    C,
}

/// What a visit is for.
#[derive(Clone, Copy)]
enum Purpose {
    Checkout,
    Product,
    OrderStatus,
}

const PURPOSES: &[(Purpose, i64)] =
    &[(Purpose::Product, 39), (Purpose::Checkout, 42), (Purpose::OrderStatus, 19)];
const PROVIDERS: &[(Provider, i64)] = &[(Provider::A, 18), (Provider::B, 52), (Provider::C, 30)];
const ORDER_TYPES: &[(&str, i64)] = &[("standard", 60), ("express", 30), ("gift", 10)];

/// The query without its index: every payment asks whether the card was used just before.
pub const RECENT_BY_CARD: &str =
    "SELECT id, status, amount FROM payments WHERE card_fingerprint = ? AND created_at > ?";
const INSERT: &str =
    "INSERT INTO payments (id, order_id, provider, amount, status) VALUES (?, ?, ?, ?, ?)";
const FAILED: &str = "UPDATE payments SET status = 'failed' WHERE id = ?";
const STATUS: &str = "SELECT status FROM payments WHERE id = ?";

/// Serves a visit of any purpose; some are turned away at the door.
pub fn serve(shop: &mut Shop, visit: &Visit) {
    match shop.random.pick(PURPOSES) {
        Purpose::Checkout => serve_checkout(shop, visit),
        Purpose::Product if shop.random.chance(3) => serve_too_many(shop, visit),
        Purpose::Product => serve_product(shop, visit),
        Purpose::OrderStatus => serve_order_status(shop, visit),
    }
}

/// An order is placed: stock, payment, and a notification that nobody waits for.
pub fn serve_checkout(shop: &mut Shop, visit: &Visit) {
    let mut gateway = shop.gateway(visit, "POST", "https://shop.example/checkout");
    let status = shop
        .call(&mut gateway, ORDER, "POST", "/orders", |shop, order| take_order(shop, order, visit));
    close(shop, gateway, status);
}

fn serve_product(shop: &mut Shop, visit: &Visit) {
    let path = format!("/products/{}", shop.random.between(100, 480));
    let mut gateway = shop.gateway(visit, "GET", &format!("https://shop.example{path}"));
    let status = shop.call(&mut gateway, INVENTORY, "GET", &path, |shop, inventory| {
        inventory.annotations = visit.annotations();
        inventory.spend(shop.random.around(MILLISECOND, 6 * MILLISECOND));
        let item = shop.dynamo_db(inventory.end, "GetItem");
        inventory.add(item);
        inventory.spend(shop.random.around(MILLISECOND, 9 * MILLISECOND));
        if shop.random.chance(5) { 404 } else { 200 }
    });
    close(shop, gateway, status);
}

fn serve_order_status(shop: &mut Shop, visit: &Visit) {
    let path = format!("/orders/o-{}", shop.random.between(20_000, 29_999));
    let mut gateway = shop.gateway(visit, "GET", &format!("https://shop.example{path}"));
    let status = shop.call(&mut gateway, ORDER, "GET", &path, |shop, order| {
        begin_order(shop, order, visit);
        shop.call(order, PAYMENT, "GET", &path, |shop, payment| {
            payment.spend(shop.random.around(MILLISECOND, 4 * MILLISECOND));
            let time = shop.random.around(MILLISECOND, 6 * MILLISECOND);
            let query = shop.query(payment.end, STATUS, time);
            payment.add(query);
            payment.spend(shop.random.around(MILLISECOND, 3 * MILLISECOND));
            200
        })
    });
    close(shop, gateway, status);
}

fn serve_too_many(shop: &mut Shop, visit: &Visit) {
    let gateway = shop.gateway(visit, "GET", "https://shop.example/products/101");
    close(shop, gateway, 429);
}

fn close(shop: &mut Shop, mut gateway: Entity, status: i64) {
    gateway.spend(shop.random.around(MILLISECOND, 3 * MILLISECOND));
    gateway.answer(status);
    shop.close(gateway);
}

fn begin_order(shop: &mut Shop, order: &mut Entity, visit: &Visit) {
    let version = if visit.at < RELEASE { "2.4.1" } else { "2.5.0" };
    order.service = Some(fields([("version", version.into())]));
    order.user = Some(visit.user.clone());
    order.annotations = visit.annotations();
    let time = shop.random.around(2 * MILLISECOND, 10 * MILLISECOND);
    let check = shop.local(order.end, "check session", time);
    order.add(check);
}

fn take_order(shop: &mut Shop, order: &mut Entity, visit: &Visit) -> i64 {
    begin_order(shop, order, visit);
    let kind = shop.random.pick(ORDER_TYPES);
    order.annotations.insert("order_type", kind.into());
    let cart = fields([
        ("items", Field::Number(shop.random.around(1, 9))),
        ("total_cents", Field::Number(shop.random.around(900, 24_000))),
        ("currency", "EUR".into()),
    ]);
    order.metadata = fields([("default", Field::Object(fields([("cart", Field::Object(cart))])))]);
    reserve_and_recommend(shop, order, visit);
    let provider = shop.random.pick(PROVIDERS);
    let mut refused = None;
    let status = shop.call(order, PAYMENT, "POST", "/payments", |shop, payment| {
        refused = take_payment(shop, payment, provider);
        if refused.is_some() { 502 } else { 200 }
    });
    if let Some(cause) = refused {
        order.cause = Some(payment_failed(shop.id(), cause));
    } else {
        publish(shop, order);
    }
    order.spend(shop.random.around(2 * MILLISECOND, 8 * MILLISECOND));
    status
}

/// Stock is reserved; since the release, recommendations are fetched at the same time.
fn reserve_and_recommend(shop: &mut Shop, order: &mut Entity, visit: &Visit) {
    let begin = order.end;
    shop.call(order, INVENTORY, "POST", "/reservations", |shop, inventory| {
        inventory.spend(shop.random.around(2 * MILLISECOND, 8 * MILLISECOND));
        for operation in ["Query", "UpdateItem"] {
            let call = shop.dynamo_db(inventory.end, operation);
            inventory.add(call);
        }
        inventory.spend(shop.random.around(2 * MILLISECOND, 20 * MILLISECOND));
        200
    });
    if visit.at < RELEASE {
        return;
    }
    let reserved = std::mem::replace(&mut order.end, begin);
    shop.call(order, RECOMMENDATION, "GET", "/also-bought", |shop, recommendation| {
        let time = shop.random.around(25 * MILLISECOND, 130 * MILLISECOND);
        let rank = shop.local(recommendation.end, "rank candidates", time);
        recommendation.add(rank);
        recommendation.spend(shop.random.around(MILLISECOND, 5 * MILLISECOND));
        200
    });
    order.end = order.end.max(reserved);
}

/// The id of the exception, where the provider refused.
fn take_payment(shop: &mut Shop, payment: &mut Entity, provider: Provider) -> Option<String> {
    payment.annotations = fields([("payment_provider", provider.name().into())]);
    payment.spend(shop.random.around(MILLISECOND, 5 * MILLISECOND));
    let scan = scan_payments(shop, payment.end);
    payment.add(scan);
    let mut charge = shop.local(payment.end, "charge card", 0);
    let refused = (provider == Provider::A).then(|| shop.id());
    if let Some(exception) = &refused {
        // Three attempts, and the pauses between them.
        charge.spend(shop.random.around(302 * MILLISECOND, 318 * MILLISECOND));
        charge.metadata =
            fields([("default", Field::Object(fields([("attempts", Field::Number(3))])))]);
        charge.fault = true;
        charge.cause = Some(connection_refused(exception.clone()));
        payment.cause = Some(Cause::Known(exception.clone()));
    } else {
        charge.spend(shop.random.around(90 * MILLISECOND, 260 * MILLISECOND));
    }
    payment.add(charge);
    let time = shop.random.around(2 * MILLISECOND, 9 * MILLISECOND);
    let record = shop.query(payment.end, if refused.is_some() { FAILED } else { INSERT }, time);
    payment.add(record);
    payment.spend(shop.random.around(MILLISECOND, 4 * MILLISECOND));
    refused
}

/// A scan of the whole table: bad from memory, seconds when it comes from the disk.
fn scan_payments(shop: &mut Shop, start: Micros) -> Entity {
    let from_disk = shop.random.chance(40);
    let (low, high) = if from_disk { (2_500, 3_350) } else { (280, 900) };
    let time = shop.random.between(low * MILLISECOND, high * MILLISECOND);
    let mut query = shop.query(start, RECENT_BY_CARD, time);
    if from_disk {
        let plan =
            [("plan", "Seq Scan on payments".into()), ("rows_examined", Field::Number(4_183_220))];
        query.metadata = fields([("postgres", Field::Object(fields(plan)))]);
    }
    query
}

/// The order is announced on a topic. The answer does not wait for what follows.
fn publish(shop: &mut Shop, order: &mut Entity) {
    let topic = "arn:aws:sns:eu-west-1:123456789012:orders";
    let mut publish = Entity::new("SNS", shop.id(), order.end);
    publish.namespace = Some("aws");
    publish.aws = fields([
        ("operation", "Publish".into()),
        ("topic_arn", topic.into()),
        ("region", "eu-west-1".into()),
    ]);
    publish.spend(shop.random.around(2 * MILLISECOND, 6 * MILLISECOND));
    let mut sns = shop.segment(&publish, SNS);
    publish.spend(shop.random.around(4 * MILLISECOND, 14 * MILLISECOND));
    publish.answer(200);
    order.add(publish);

    sns.spend(shop.random.around(15 * MILLISECOND, 90 * MILLISECOND));
    let mut delivery = shop.remote(sns.end, "Notification");
    delivery.http.request = request("POST", "http://notification.internal/events");
    delivery.spend(shop.network());
    let mut notification = shop.segment(&delivery, NOTIFICATION);
    delivery.spend(shop.random.around(3 * MILLISECOND, 9 * MILLISECOND));
    delivery.answer(202);
    sns.add(delivery);
    shop.keep(sns);
    notify(shop, &mut notification);
    shop.keep(notification);
}

fn notify(shop: &mut Shop, notification: &mut Entity) {
    notification.http.request = request("POST", "http://notification.internal/events");
    let time = shop.random.around(4 * MILLISECOND, 22 * MILLISECOND);
    let render = shop.local(notification.end, "render template", time);
    notification.add(render);
    let throttled = shop.random.chance(2);
    for status in if throttled { &[429, 202][..] } else { &[202] } {
        let mut send = shop.remote(notification.end, "Email");
        send.http.request = request("POST", "https://email.example/v1/send");
        let (low, high) = if *status == 429 { (8, 20) } else { (90, 480) };
        send.spend(shop.random.around(low * MILLISECOND, high * MILLISECOND));
        send.answer(*status);
        notification.add(send);
        if *status == 429 {
            notification.spend(400 * MILLISECOND);
        }
    }
    notification.answer(202);
}

impl Provider {
    fn name(self) -> &'static str {
        match self {
            Self::A => "ProviderA",
            Self::B => "ProviderB",
            Self::C => "ProviderC",
        }
    }
}

fn connection_refused(id: String) -> Cause {
    let stack = vec![
        Frame { path: "java/net/Socket.java", line: 633, label: "connect" },
        Frame { path: "shop/payment/ProviderClient.java", line: 118, label: "open" },
        Frame { path: "shop/payment/ProviderClient.java", line: 71, label: "charge" },
        Frame { path: "shop/payment/PaymentHandler.java", line: 46, label: "handle" },
    ];
    let exception = Exception {
        id,
        kind: "java.net.ConnectException",
        message: "Connection refused",
        cause: None,
        stack,
    };
    Cause::Here { working_directory: "/srv/payment", exceptions: vec![exception] }
}

fn payment_failed(id: String, cause: String) -> Cause {
    let stack = vec![
        Frame { path: "shop/order/PaymentGateway.java", line: 52, label: "pay" },
        Frame { path: "shop/order/OrderHandler.java", line: 87, label: "place" },
    ];
    let message = "Payment service answered 502";
    let exception = Exception {
        id,
        kind: "shop.order.PaymentFailedException",
        message,
        cause: Some(cause),
        stack,
    };
    Cause::Here { working_directory: "/srv/order", exceptions: vec![exception] }
}
