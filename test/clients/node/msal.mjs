// @azure/msal-node signs in; reads and start are plain requests.
import { ConfidentialClientApplication } from "@azure/msal-node";
import { CLIENT_ID, TENANT_ID, idToken, job, scope } from "./idtoken.mjs";

const application = new ConfidentialClientApplication({
  auth: { clientId: CLIENT_ID, authority: `https://login.microsoftonline.com/${TENANT_ID}`, clientAssertion: idToken },
});
const { accessToken } = await application.acquireTokenByClientCredential({ scopes: [scope] });

async function graph(method, path) {
  const answer = await fetch(`https://graph.microsoft.com/v1.0${path}`, {
    method,
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

console.log((await graph("GET", job)).status.code);
await graph("POST", `${job}/start`);
console.log((await graph("GET", job)).schedule.state);
