// The id token of GitHub for a workflow's job:
// https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
export async function idToken() {
  const answer = await fetch(
    `${process.env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=api://AzureADTokenExchange`,
    { headers: { Authorization: `Bearer ${process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` } },
  );
  return (await answer.json()).value;
}

export const { TENANT_ID, CLIENT_ID, SERVICE_PRINCIPAL_ID, JOB_ID } = process.env;
export const scope = "https://graph.microsoft.com/.default";
export const job = `/servicePrincipals/${SERVICE_PRINCIPAL_ID}/synchronization/jobs/${JOB_ID}`;
