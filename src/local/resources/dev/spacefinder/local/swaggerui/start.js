fetch('openapi.json')
  .then((answer) => answer.json())
  .then((spec) => {
    const ui = SwaggerUIBundle({
      spec,
      dom_id: '#swagger-ui',
      deepLinking: true,
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      validatorUrl: null,
      oauth2RedirectUrl: new URL('oauth2-redirect.html', location.href).href,
    });
    const { signIn } = spec.components.securitySchemes;
    if (signIn) {
      ui.initOAuth({
        clientId: signIn['x-client-id'],
        scopes: Object.keys(signIn.flows.authorizationCode.scopes),
        usePkceWithAuthorizationCodeGrant: true,
      });
    }
  });
