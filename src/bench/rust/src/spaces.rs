//! The spaces, in their DynamoDB table.

use std::collections::HashMap;
use std::env;

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::Client;
use lambda_runtime::Error;
use serde::Serialize;

pub struct Spaces {
    table: String,
    client: Client,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Space {
    id: String,
    name: String,
    location: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo_url: Option<String>,
    owner: String,
    created_at: String,
    updated_at: String,
    pub version: i64,
}

impl Spaces {
    /// None where the deployment has no table: then there are no spaces to find.
    pub async fn from_env() -> Option<Self> {
        let table = env::var("SPACES_TABLE").ok()?;
        let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
        Some(Self { table, client: Client::new(&config) })
    }

    pub async fn find(&self, id: &str) -> Result<Option<Space>, Error> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("id", AttributeValue::S(id.to_owned()))
            .consistent_read(true)
            .send()
            .await?;
        found.item.map(Space::from_item).transpose()
    }
}

impl Space {
    fn from_item(mut item: HashMap<String, AttributeValue>) -> Result<Self, Error> {
        let version = match item.remove("version") {
            Some(AttributeValue::N(number)) => number.parse()?,
            _ => return Err("an item without a version".into()),
        };
        let mut text = |name: &str| match item.remove(name) {
            Some(AttributeValue::S(value)) => Some(value),
            _ => None,
        };
        let mut required = |name: &str| text(name).ok_or_else(|| Error::from(format!("an item without {name}")));
        Ok(Self {
            id: required("id")?,
            name: required("name")?,
            location: required("location")?,
            owner: required("owner")?,
            created_at: required("createdAt")?,
            updated_at: required("updatedAt")?,
            description: text("description"),
            photo_url: text("photoUrl"),
            version,
        })
    }
}
