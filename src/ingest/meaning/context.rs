//! What spans have in common: the service that sent them, and what describes its process.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::Draft;
use super::roles::Slot;
use crate::model::{Key, Service, ServiceId, SetId, StoreBuilder, StrId, Value};

/// The service and the shared attributes of spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    pub service: ServiceId,
    pub set: SetId,
}

impl Context {
    pub const NONE: Self = Self { service: ServiceId::NONE, set: SetId::NONE };

    /// The service of a span that names it itself; its type is that of the process.
    pub(super) fn named(self, name: StrId, builder: &mut StoreBuilder) -> ServiceId {
        let Service { kind, account, .. } = builder.services.get(self.service);
        builder.services.intern(Service { name, kind, account })
    }
}

/// Keeps equal sets of attributes once.
#[derive(Default)]
pub struct Contexts {
    sets: HashMap<Vec<u64>, SetId, FxBuildHasher>,
}

impl Contexts {
    /// What a draft's attributes say of spans other than itself. Without a name it is no service.
    pub fn context(&mut self, draft: &mut Draft, builder: &mut StoreBuilder) -> Context {
        let service = match draft.hint(Slot::Service) {
            Some(name) => {
                let kind = origin(draft, builder);
                let account = if kind.is_empty() { None } else { draft.hint(Slot::Account) };
                let kind = builder.strings.intern(&kind);
                let account = account.unwrap_or(StrId::EMPTY);
                builder.services.intern(Service { name, kind, account })
            }
            None => ServiceId::NONE,
        };
        let set = self.set(&draft.attributes, builder);
        Context { service, set }
    }

    /// The set of these attributes.
    pub fn set(&mut self, attributes: &[(Key, Value)], builder: &mut StoreBuilder) -> SetId {
        let words = attributes.iter().flat_map(|&(key, value)| words(key, value)).collect();
        *self.sets.entry(words).or_insert_with(|| builder.set(attributes))
    }

    /// The set of two sets together, the first one's before.
    pub fn joined(&mut self, first: SetId, then: SetId, builder: &mut StoreBuilder) -> SetId {
        if then.is_none() || first.is_none() {
            return first.some().unwrap_or(then);
        }
        let mut both = builder.attributes_of(first);
        both.extend(builder.attributes_of(then));
        self.set(&both, builder)
    }
}

fn words(key: Key, value: Value) -> [u64; 2] {
    let key = match key {
        Key::Field(field) => 1 << 32 | field as u64,
        Key::Annotation(id) => u64::from(id.0),
    };
    match value {
        Value::Text(id) => [key, u64::from(id.0)],
        Value::Number(number) => [key | 1 << 33, number.to_bits()],
        Value::Flag(on) => [key | 1 << 34, u64::from(on)],
    }
}

/// The type of node by the platform, as the AWS exporter of the OpenTelemetry collector says it.
fn origin(draft: &Draft, builder: &StoreBuilder) -> String {
    let text = |slot| draft.hint(slot).map_or("", |id| builder.strings.get(id));
    match text(Slot::Platform) {
        "aws_app_runner" => "AWS::AppRunner::Service",
        "aws_eks" => "AWS::EKS::Container",
        "aws_elastic_beanstalk" => "AWS::ElasticBeanstalk::Environment",
        "aws_ecs" => match text(Slot::LaunchType).to_ascii_lowercase().as_str() {
            "ec2" => "AWS::ECS::EC2",
            "fargate" => "AWS::ECS::Fargate",
            _ => "AWS::ECS::Container",
        },
        "aws_ec2" => "AWS::EC2::Instance",
        "aws_lambda" => "AWS::Lambda::Function",
        _ => "",
    }
    .to_owned()
}
