//! Pictures of node types and of health, as SVG path data.

/// What a node is, as far as its type tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Icon {
    Client,
    Gateway,
    Function,
    Compute,
    Container,
    Sql,
    Table,
    Cache,
    Queue,
    Topic,
    Stream,
    Bucket,
    Workflow,
    Remote,
    Service,
}

/// Words in a type, case folded, and what they stand for; the first that occurs decides, so
/// the particular stand before the general.
const WORDS: [(&str, Icon); 50] = [
    ("client", Icon::Client),
    ("user", Icon::Client),
    ("browser", Icon::Client),
    ("gateway", Icon::Gateway),
    ("loadbalanc", Icon::Gateway),
    ("elasticloadbalancing", Icon::Gateway),
    ("cloudfront", Icon::Gateway),
    ("appsync", Icon::Gateway),
    ("stepfunctions", Icon::Workflow),
    ("statemachine", Icon::Workflow),
    ("workflow", Icon::Workflow),
    ("lambda", Icon::Function),
    ("function", Icon::Function),
    ("faas", Icon::Function),
    ("elasticache", Icon::Cache),
    ("redis", Icon::Cache),
    ("memcached", Icon::Cache),
    ("cache", Icon::Cache),
    ("dax", Icon::Cache),
    ("dynamodb", Icon::Table),
    ("cassandra", Icon::Table),
    ("keyspaces", Icon::Table),
    ("mongodb", Icon::Table),
    ("elasticsearch", Icon::Table),
    ("opensearch", Icon::Table),
    ("database", Icon::Sql),
    ("sql", Icon::Sql),
    ("aurora", Icon::Sql),
    ("rds", Icon::Sql),
    ("redshift", Icon::Sql),
    ("oracle", Icon::Sql),
    ("kinesis", Icon::Stream),
    ("firehose", Icon::Stream),
    ("kafka", Icon::Stream),
    ("stream", Icon::Stream),
    ("sqs", Icon::Queue),
    ("queue", Icon::Queue),
    ("rabbitmq", Icon::Queue),
    ("sns", Icon::Topic),
    ("topic", Icon::Topic),
    ("eventbridge", Icon::Topic),
    ("events", Icon::Topic),
    ("s3", Icon::Bucket),
    ("bucket", Icon::Bucket),
    ("ecs", Icon::Container),
    ("eks", Icon::Container),
    ("container", Icon::Container),
    ("ec2", Icon::Compute),
    ("beanstalk", Icon::Compute),
    ("remote", Icon::Remote),
];

impl Icon {
    /// Of a node type such as `AWS::DynamoDB::Table`, `Database::SQL` or `remote`.
    pub fn of(kind: &str) -> Self {
        // No real type is longer; a hostile one costs no time.
        let kind: String = kind.chars().take(128).flat_map(char::to_lowercase).collect();
        let found = WORDS.iter().find(|(word, _)| kind.contains(word));
        found.map_or(Icon::Service, |&(_, icon)| icon)
    }

    /// Lines without fill in a square of 20, stroke 1.5.
    pub fn path(self) -> &'static str {
        match self {
            Icon::Client => {
                "M10 3.5a3 3 0 1 1 0 6a3 3 0 1 1 0-6M4 16.5c0-3 2.6-4.7 6-4.7s6 1.7 6 4.7"
            }
            Icon::Gateway => "M6.5 3.5h-3v13h3M13.5 3.5h3v13h-3M6.5 10h7M10.8 7.2L13.6 10l-2.8 2.8",
            Icon::Function => "M5.5 3.5h2.3L13.6 16.5h2M9.6 8L5 16.5",
            Icon::Compute => "M6 6h8v8h-8zM8 3v3M12 3v3M8 14v3M12 14v3M3 8h3M3 12h3M14 8h3M14 12h3",
            Icon::Container => {
                "M10 2.8l6.3 3.6v7.2L10 17.2l-6.3-3.6V6.4zM3.7 6.4L10 10l6.3-3.6M10 10v7.2"
            }
            Icon::Sql => {
                "M4 5.5c0-1.5 2.7-2.6 6-2.6s6 1.1 6 2.6v9c0 1.5-2.7 2.6-6 2.6s-6-1.1-6-2.6zM4 5.5c0 1.5 2.7 2.6 6 2.6s6-1.1 6-2.6M4 10c0 1.5 2.7 2.6 6 2.6s6-1.1 6-2.6"
            }
            Icon::Table => "M3.2 4h13.6v12H3.2zM3.2 8h13.6M3.2 12h13.6M8 4v12",
            Icon::Cache => "M11.2 2.8L4.5 11.2h4.8L8.8 17.2l6.7-8.4h-4.8z",
            Icon::Queue => "M2.8 6.5h3.6v7H2.8zM8.2 6.5h3.6v7H8.2zM13.6 6.5h3.6v7h-3.6z",
            Icon::Topic => {
                "M4.2 8.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6M6 10h10M13.5 7.5L16 10l-2.5 2.5M8 10l5-6h3M13.5 2L16 4l-2.5 2M8 10l5 6h3M13.5 14l2.5 2l-2.5 2"
            }
            Icon::Stream => {
                "M3 6.2c2.3-2 4.7-2 7 0s4.7 2 7 0M3 10.2c2.3-2 4.7-2 7 0s4.7 2 7 0M3 14.2c2.3-2 4.7-2 7 0s4.7 2 7 0"
            }
            Icon::Bucket => {
                "M3.5 5c0-1.2 2.9-2 6.5-2s6.5.8 6.5 2s-2.9 2-6.5 2s-6.5-.8-6.5-2zM3.5 5l1.7 10.7c.2.9 2.2 1.5 4.8 1.5s4.6-.6 4.8-1.5L16.5 5"
            }
            Icon::Workflow => {
                "M7.5 2.8h5v4h-5zM3 13.2h5v4H3zM12 13.2h5v4h-5zM10 6.8V10M5.5 13.2V10h9v3.2"
            }
            Icon::Remote => {
                "M10 2.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 1 1 0-14.4M2.8 10h14.4M10 2.8c2.2 2 3.2 4.5 3.2 7.2s-1 5.2-3.2 7.2c-2.2-2-3.2-4.5-3.2-7.2s1-5.2 3.2-7.2"
            }
            Icon::Service => {
                "M4 4.2h12v4.4H4zM4 11.4h12v4.4H4zM6 6.4h1.2M6 13.6h1.2M9.5 6.4H13M9.5 13.6H13"
            }
        }
    }
}

/// A type in few words: `AWS::Lambda::Function` as "Lambda Function".
pub fn short_kind(kind: &str) -> String {
    let kind = kind.strip_prefix("AWS::").unwrap_or(kind);
    kind.split("::").filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How a node or a line is doing, from the words of the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    #[default]
    Ok,
    Warning,
    Critical,
    /// Nothing is known.
    Unknown,
}

impl Health {
    pub fn of(word: &str) -> Self {
        match word {
            "ok" => Health::Ok,
            "warning" => Health::Warning,
            "critical" => Health::Critical,
            _ => Health::Unknown,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Health::Ok => "ok",
            Health::Warning => "warning",
            Health::Critical => "critical",
            Health::Unknown => "unknown",
        }
    }

    /// A filled shape of its own in a square of 16: circle, triangle, octagon, or a dot.
    pub fn shape(self) -> &'static str {
        match self {
            Health::Ok => "M8 1.2a6.8 6.8 0 1 1 0 13.6a6.8 6.8 0 1 1 0-13.6Z",
            Health::Warning => {
                "M8 .8c.5 0 .9.3 1.2.7l6.4 11.4c.5 1-.1 2.1-1.2 2.1H1.6c-1.1 0-1.7-1.1-1.2-2.1L6.8 1.5c.3-.4.7-.7 1.2-.7Z"
            }
            Health::Critical => "M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5Z",
            Health::Unknown => "M8 4.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7Z",
        }
    }

    /// Lines upon the shape: a tick, an exclamation mark, a cross.
    pub fn mark(self) -> &'static str {
        match self {
            Health::Ok => "M4.8 8.2L7.1 10.5L11.3 5.9",
            Health::Warning => "M8 5V9.4M8 11.1V12.8",
            Health::Critical => "M5.4 5.4L10.6 10.6M10.6 5.4L5.4 10.6",
            Health::Unknown => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_pictures() {
        for (kind, icon) in [
            ("client", Icon::Client),
            ("client::Synthetics", Icon::Client),
            ("AWS::ApiGateway::Stage", Icon::Gateway),
            ("AWS::Lambda", Icon::Function),
            ("AWS::Lambda::Function", Icon::Function),
            ("AWS::StepFunctions::StateMachine", Icon::Workflow),
            ("AWS::DynamoDB::Table", Icon::Table),
            ("Database::SQL", Icon::Sql),
            ("AWS::SQS::Queue", Icon::Queue),
            ("AWS::SNS", Icon::Topic),
            ("AWS::S3::Bucket", Icon::Bucket),
            ("AWS::ECS::Fargate", Icon::Container),
            ("AWS::EC2::Instance", Icon::Compute),
            ("AWS::ElasticBeanstalk::Environment", Icon::Compute),
            ("remote", Icon::Remote),
            ("", Icon::Service),
            ("<img src=x>", Icon::Service),
        ] {
            assert_eq!(Icon::of(kind), icon, "{kind}");
        }
    }

    #[test]
    fn types_in_few_words() {
        assert_eq!(short_kind("AWS::Lambda::Function"), "Lambda Function");
        assert_eq!(short_kind("Database::SQL"), "Database SQL");
        assert_eq!(short_kind("remote"), "remote");
        assert_eq!(short_kind(""), "");
    }

    #[test]
    fn each_health_has_a_shape_of_its_own() {
        let all = [Health::Ok, Health::Warning, Health::Critical, Health::Unknown];
        for (at, health) in all.iter().enumerate() {
            assert_eq!(Health::of(health.word()), *health);
            assert!(all[at + 1..].iter().all(|other| other.shape() != health.shape()));
        }
    }
}
