metadata description = 'A workbook with what the service tells of itself: requests, cache, storage, writes, timers, search.'

import { texts } from '../types.bicep'

@description('Name that is shown in the portal.')
@minLength(1)
@maxLength(200)
param displayName string

@description('Region of the workbook: that of the workspace.')
param location string

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component whose telemetry is shown.')
param applicationInsightsName string

@description('Tags of the workbook.')
param tags texts

@description('The metrics of the component; every query begins with them.')
var metrics = 'AppMetrics | where _ResourceId =~ \'${toLower(applicationInsights.id)}\''

@description('The panels, in their order: a title, how it is drawn, and what is asked.')
var panels = [
  {
    title: 'Requests by operation'
    visualization: 'timechart'
    query: '${metrics} | where Name == \'http.server.request.duration\' | summarize Requests = sum(ItemCount) by bin(TimeGenerated, 5m), Operation = tostring(Properties[\'bulletin.operation\'])'
  }
  {
    title: 'Requests: number, mean and longest duration, failures'
    visualization: 'table'
    query: '${metrics} | where Name == \'http.server.request.duration\' | summarize Requests = sum(ItemCount), Mean = sum(Sum) / sum(ItemCount), Longest = max(Max), Failed = sumif(ItemCount, isnotempty(tostring(Properties[\'error.type\']))) by Operation = tostring(Properties[\'bulletin.operation\']) | order by Requests'
  }
  {
    title: 'Answers from the read cache, of all requests'
    visualization: 'timechart'
    query: '${metrics} | where Name in (\'bulletin.cache.hits\', \'http.server.request.duration\') | summarize Hits = sumif(Sum, Name == \'bulletin.cache.hits\'), Stale = sumif(Sum, Name == \'bulletin.cache.hits\' and tostring(Properties[\'bulletin.cache.stale\']) =~ \'true\'), Requests = sumif(ItemCount, Name != \'bulletin.cache.hits\') by bin(TimeGenerated, 5m)'
  }
  {
    title: 'Storage requests by operation and status'
    visualization: 'timechart'
    query: '${metrics} | where Name == \'db.client.operation.duration\' | summarize Requests = sum(ItemCount) by bin(TimeGenerated, 5m), Request = strcat(tostring(Properties[\'db.operation.name\']), \' \', tostring(Properties[\'db.response.status_code\']))'
  }
  {
    title: 'Writes: longest wait and duration, conflicts, retries'
    visualization: 'timechart'
    query: '${metrics} | where Name startswith \'bulletin.write.\' | summarize Wait = maxif(Max, Name == \'bulletin.write.wait\'), Duration = maxif(Max, Name == \'bulletin.write.duration\'), Conflicts = sumif(Sum, Name == \'bulletin.write.conflicts\'), Retries = sumif(Sum, Name == \'bulletin.write.retries\') by bin(TimeGenerated, 5m)'
  }
  {
    title: 'Announcements that were due, and those that were left'
    visualization: 'timechart'
    query: '${metrics} | where Name in (\'bulletin.due\', \'bulletin.overdue\') | summarize Due = sumif(Sum, Name == \'bulletin.due\'), Left = maxif(Sum, Name == \'bulletin.overdue\') by bin(TimeGenerated, 5m), Kind = tostring(Properties[\'bulletin.due.kind\'])'
  }
  {
    title: 'How late what was due was settled, in seconds'
    visualization: 'timechart'
    query: '${metrics} | where Name == \'bulletin.settling.lag\' | summarize Latest = max(Max) by bin(TimeGenerated, 5m), Kind = tostring(Properties[\'bulletin.due.kind\'])'
  }
  {
    title: 'Chores of the timers'
    visualization: 'table'
    query: '${metrics} | where Name == \'bulletin.chore.duration\' | summarize Runs = sum(ItemCount), Mean = sum(Sum) / sum(ItemCount), Longest = max(Max), Failed = sumif(ItemCount, isnotempty(tostring(Properties[\'error.type\']))) by Chore = tostring(Properties[\'bulletin.chore\']) | order by Chore asc'
  }
  {
    title: 'Fillings of the search index'
    visualization: 'table'
    query: '${metrics} | where Name == \'bulletin.search.fill.duration\' | summarize Fillings = sum(ItemCount), Mean = sum(Sum) / sum(ItemCount), Longest = max(Max) by From = tostring(Properties[\'bulletin.search.source\'])'
  }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, workspaceName, 'workbook')
  location: location
  kind: 'shared'
  tags: tags
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: workspace.id
    serializedData: string({
      version: 'Notebook/1.0'
      fallbackResourceIds: [
        workspace.id
      ]
      items: map(panels, panel => {
        type: 3
        name: panel.title
        content: {
          version: 'KqlItem/1.0'
          title: panel.title
          query: panel.query
          size: 0
          timeContext: {
            durationMs: 86400000
          }
          queryType: 0
          resourceType: 'microsoft.operationalinsights/workspaces'
          crossComponentResources: [
            workspace.id
          ]
          visualization: panel.visualization
        }
      })
    })
  }
}
