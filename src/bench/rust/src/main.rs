//! GET /hello and GET /spaces/{id} behind a Cognito user pool, as a Rust team would deploy them.

mod identity;
mod spaces;

use std::sync::Arc;

use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::encodings::Body;
use aws_lambda_events::http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG};
use aws_lambda_events::http::{HeaderMap, HeaderValue, Method};
use lambda_runtime::{service_fn, Error, LambdaEvent};
use serde::Serialize;

use identity::{Caller, Verifier};
use spaces::Spaces;

struct Api {
    verifier: Verifier,
    spaces: Option<Spaces>,
}

#[derive(Serialize)]
struct Greeting<'a> {
    message: &'a str,
}

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'a str,
    title: &'a str,
    status: i64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (verifier, spaces) = tokio::join!(Verifier::from_env(), Spaces::from_env());
    let api = Arc::new(Api { verifier: verifier?, spaces });
    lambda_runtime::run(service_fn(move |event: LambdaEvent<ApiGatewayProxyRequest>| {
        let api = api.clone();
        async move { api.answer(event.payload).await }
    }))
    .await
}

impl Api {
    async fn answer(&self, request: ApiGatewayProxyRequest) -> Result<ApiGatewayProxyResponse, Error> {
        let Some(caller) = self.caller(&request.headers).await else {
            return problem(401, "Unauthorized");
        };
        let path = request.path.as_deref().unwrap_or_default();
        match (&request.http_method, path.strip_prefix("/spaces/"), &self.spaces) {
            (&Method::GET, Some(id), Some(spaces)) => self.space(spaces, id).await,
            (&Method::GET, None, _) if path == "/hello" => {
                let message = format!("Hello, {}", caller.username);
                answer(200, "application/json", &Greeting { message: &message })
            }
            _ => problem(404, "Not Found"),
        }
    }

    async fn space(&self, spaces: &Spaces, id: &str) -> Result<ApiGatewayProxyResponse, Error> {
        match spaces.find(id).await? {
            Some(space) => {
                let mut found = answer(200, "application/json", &space)?;
                found.headers.insert(ETAG, HeaderValue::from_str(&format!("\"{}\"", space.version))?);
                Ok(found)
            }
            None => problem(404, "Not Found"),
        }
    }

    async fn caller(&self, headers: &HeaderMap) -> Option<Caller> {
        let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
        self.verifier.verify(header.strip_prefix("Bearer ").unwrap_or(header)).await
    }
}

fn problem(status: i64, title: &str) -> Result<ApiGatewayProxyResponse, Error> {
    answer(status, "application/problem+json", &Problem { r#type: "about:blank", title, status })
}

fn answer<T: Serialize>(status: i64, media_type: &'static str, body: &T) -> Result<ApiGatewayProxyResponse, Error> {
    let mut response = ApiGatewayProxyResponse::default();
    response.status_code = status;
    response.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.body = Some(Body::Text(serde_json::to_string(body)?));
    Ok(response)
}
