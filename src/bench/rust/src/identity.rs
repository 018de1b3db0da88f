//! Who is calling: the token's signature, issuer, client, use and lifetime.

use std::collections::HashMap;
use std::env;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{decode, decode_header, Algorithm, DecodingKey, Validation};
use lambda_runtime::Error;
use serde::Deserialize;
use tokio::sync::RwLock;

pub struct Caller {
    pub username: String,
}

pub struct Verifier {
    rules: Validation,
    jwks_uri: String,
    keys: RwLock<HashMap<String, DecodingKey>>,
}

#[derive(Deserialize)]
struct Claims {
    token_use: String,
    #[serde(rename = "cognito:username")]
    username: String,
}

impl Verifier {
    pub async fn from_env() -> Result<Self, Error> {
        let issuer = env::var("COGNITO_ISSUER")?;
        let clients: Vec<String> = env::var("COGNITO_CLIENT_IDS")?.split(',').map(str::to_owned).collect();
        let mut rules = Validation::new(Algorithm::RS256);
        rules.leeway = 5;
        rules.validate_nbf = true;
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        rules.set_issuer(&[&issuer]);
        rules.set_audience(&clients);
        let jwks_uri = format!("{issuer}/.well-known/jwks.json");
        let keys = match env::var("COGNITO_JWKS") {
            Ok(document) => keys_of(serde_json::from_str(&document)?)?,
            Err(_) => fetch(&jwks_uri).await?,
        };
        Ok(Self { rules, jwks_uri, keys: RwLock::new(keys) })
    }

    pub async fn verify(&self, token: &str) -> Option<Caller> {
        let key = self.key(&decode_header(token).ok()?.kid?).await?;
        let claims = decode::<Claims>(token, &key, &self.rules).ok()?.claims;
        (claims.token_use == "id").then_some(Caller { username: claims.username })
    }

    async fn key(&self, kid: &str) -> Option<DecodingKey> {
        if let Some(key) = self.keys.read().await.get(kid) {
            return Some(key.clone());
        }
        let fetched = fetch(&self.jwks_uri).await.ok()?;
        let key = fetched.get(kid).cloned();
        *self.keys.write().await = fetched;
        key
    }
}

async fn fetch(jwks_uri: &str) -> Result<HashMap<String, DecodingKey>, Error> {
    keys_of(reqwest::get(jwks_uri).await?.error_for_status()?.json().await?)
}

fn keys_of(jwks: JwkSet) -> Result<HashMap<String, DecodingKey>, Error> {
    let mut keys = HashMap::new();
    for jwk in &jwks.keys {
        if let Some(kid) = &jwk.common.key_id {
            keys.insert(kid.clone(), DecodingKey::from_jwk(jwk)?);
        }
    }
    Ok(keys)
}
